import { binaryKernel } from './elementwise.ts';

/** NotEqual of TensorFlow.js: a != b. */
export const notEqual = binaryKernel(
  'NotEqual',
  (lowering, a, b) => lowering.op('Not', [lowering.op('Equal', [a, b])]),
  { dtypes: ['float32', 'int32', 'bool'], output: 'bool' },
);
