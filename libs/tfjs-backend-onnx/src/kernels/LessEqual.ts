import { binaryKernel } from './elementwise.ts';

/** LessEqual of TensorFlow.js: a <= b. */
export const lessEqual = binaryKernel('LessEqual', (lowering, a, b) => lowering.op('LessOrEqual', [a, b]), {
  dtypes: ['float32', 'int32'],
  output: 'bool',
});
