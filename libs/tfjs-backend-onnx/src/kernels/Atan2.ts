import type { Lowering } from '../graph/Lowering.ts';
import { binaryKernel } from './elementwise.ts';

/** Below zero, counting -0: only its reciprocal shows the sign. */
function isNegative(lowering: Lowering, x: string): string {
  return lowering.op('Less', [
    lowering.op('Where', [lowering.op('Equal', [x, lowering.scalar(0)]), lowering.op('Reciprocal', [x]), x]),
    lowering.scalar(0),
  ]);
}

/** Atan2 of TensorFlow.js: the angle of the point (b, a), by the arc tangent of the first quadrant. */
export const atan2 = binaryKernel('Atan2', (lowering, y, x) => {
  const [height, width] = [y, x].map((name) => lowering.op('Abs', [name]));
  // 0/0 is 0 and ∞/∞ is 1 here; a NaN operand stays NaN.
  const ratio = lowering.op('Div', [height!, width!]);
  const equal = lowering.op('Equal', [height!, width!]);
  const zero = lowering.op('Equal', [height!, lowering.scalar(0)]);
  const same = lowering.op('Where', [zero, lowering.scalar(0), lowering.scalar(1)]);
  const angle = lowering.op('Atan', [lowering.op('Where', [equal, same, ratio])]);
  const left = lowering.op('Sub', [lowering.scalar(Math.PI), angle]);
  const upper = lowering.op('Where', [isNegative(lowering, x), left, angle]);
  return lowering.op('Where', [isNegative(lowering, y), lowering.op('Neg', [upper]), upper]);
});
