import { unaryKernel } from './elementwise.ts';

/** IsFinite of TensorFlow.js: whether x is neither infinite nor NaN. */
export const isFinite = unaryKernel(
  'IsFinite',
  (lowering, x) => lowering.op('Not', [lowering.op('IsNaN', [lowering.op('Sub', [x, x])])]),
  { output: 'bool' },
);
