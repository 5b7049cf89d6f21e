import { binaryKernel } from './elementwise.ts';

/** Equal of TensorFlow.js: a == b. */
export const equal = binaryKernel('Equal', (lowering, a, b) => lowering.op('Equal', [a, b]), {
  dtypes: ['float32', 'int32', 'bool'],
  output: 'bool',
});
