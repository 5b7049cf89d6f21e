import { unaryKernel } from './elementwise.ts';

/** Reciprocal of TensorFlow.js: 1 / x. */
export const reciprocal = unaryKernel('Reciprocal', (lowering, x) => lowering.op('Reciprocal', [x]));
