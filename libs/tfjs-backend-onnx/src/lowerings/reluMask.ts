import type { Lowering } from '../graph/Lowering.ts';

/** Steep enough that whatever is positive becomes 1 (but for 3e-39 and less, where float32 itself fades out). */
const STEEP = 3e38;

/**
 * 1 where x is positive, 0 elsewhere: min(max(STEEP * x, 0), 1), one pass where a comparison and a cast
 * take two, one of them slow.
 */
export function reluMask(lowering: Lowering, x: string): string {
  return lowering.op('HardSigmoid', [x], { alpha: { float: STEEP }, beta: { float: 0 } });
}
