import { unaryKernel } from './elementwise.ts';

/** Sign of TensorFlow.js: -1, 0 or 1; 0 for NaN. */
export const sign = unaryKernel('Sign', (lowering, x) => {
  const above = lowering.cast(lowering.op('Greater', [x, lowering.scalar(0)]), 'float32');
  const below = lowering.cast(lowering.op('Less', [x, lowering.scalar(0)]), 'float32');
  return lowering.op('Sub', [above, below]);
});
