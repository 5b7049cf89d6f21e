import { unaryKernel } from './elementwise.ts';

/** Rsqrt of TensorFlow.js: 1 / sqrt(x). */
export const rsqrt = unaryKernel('Rsqrt', (lowering, x) =>
  lowering.op('Reciprocal', [lowering.op('Sqrt', [x])]),
);
