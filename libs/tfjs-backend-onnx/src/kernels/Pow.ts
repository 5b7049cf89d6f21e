import { binaryKernel } from './elementwise.ts';

/** Pow of TensorFlow.js: a to the power of b, with JavaScript's answers where C's differ. */
export const pow = binaryKernel('Pow', (lowering, a, b) => {
  const one = lowering.scalar(1);
  // In C, 1 to any power and -1 to an infinite one are 1; in JavaScript NaN where b is NaN or infinite.
  const unit = lowering.op('Equal', [lowering.op('Abs', [a]), one]);
  const odd = lowering.op('IsNaN', [lowering.op('Sub', [b, b])]);
  const nan = lowering.op('And', [unit, odd]);
  return lowering.op('Where', [nan, lowering.scalar(Number.NaN), lowering.op('Pow', [a, b])]);
});
