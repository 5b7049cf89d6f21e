import { binaryKernel } from './elementwise.ts';

/** Add of TensorFlow.js: a + b. */
export const add = binaryKernel('Add', (lowering, a, b) => lowering.op('Add', [a, b]), {
  dtypes: ['float32', 'int32'],
});
