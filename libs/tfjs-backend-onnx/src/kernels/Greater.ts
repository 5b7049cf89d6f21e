import { binaryKernel } from './elementwise.ts';

/** Greater of TensorFlow.js: a > b. */
export const greater = binaryKernel('Greater', (lowering, a, b) => lowering.op('Greater', [a, b]), {
  dtypes: ['float32', 'int32'],
  output: 'bool',
});
