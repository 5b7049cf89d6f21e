import { binaryKernel } from './elementwise.ts';

/** Less of TensorFlow.js: a < b. */
export const less = binaryKernel('Less', (lowering, a, b) => lowering.op('Less', [a, b]), {
  dtypes: ['float32', 'int32'],
  output: 'bool',
});
