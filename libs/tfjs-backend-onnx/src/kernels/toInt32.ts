import type { Lowering } from '../graph/Lowering.ts';

/**
 * float32 to int32 as JavaScript's typed arrays do it: towards zero, modulo 2³², NaN and infinities
 * to 0. Every step is exact: what lies beyond 2³¹ is a multiple of 256 and stays one.
 */
export function toInt32(lowering: Lowering, x: string): string {
  const finite = lowering.op('Less', [lowering.op('Abs', [x]), lowering.scalar(Number.POSITIVE_INFINITY)]);
  const known = lowering.op('Where', [finite, x, lowering.scalar(0)]);
  const shifted = lowering.op('Add', [known, lowering.scalar(2 ** 31)]);
  const turns = lowering.op('Floor', [lowering.op('Mul', [shifted, lowering.scalar(2 ** -32)])]);
  return lowering.cast(
    lowering.op('Sub', [known, lowering.op('Mul', [turns, lowering.scalar(2 ** 32)])]),
    'int32',
  );
}
