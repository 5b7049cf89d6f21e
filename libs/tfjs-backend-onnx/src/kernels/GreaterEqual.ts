import { binaryKernel } from './elementwise.ts';

/** GreaterEqual of TensorFlow.js: a >= b. */
export const greaterEqual = binaryKernel(
  'GreaterEqual',
  (lowering, a, b) => lowering.op('GreaterOrEqual', [a, b]),
  { dtypes: ['float32', 'int32'], output: 'bool' },
);
