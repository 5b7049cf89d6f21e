import type { Lowering } from '../graph/Lowering.ts';

/** A tensor whose NaN lose every comparison for the greatest value, as in JavaScript. */
export function skipNan(lowering: Lowering, x: string): string {
  return lowering.op('Where', [lowering.op('IsNaN', [x]), lowering.scalar(Number.NEGATIVE_INFINITY), x]);
}
