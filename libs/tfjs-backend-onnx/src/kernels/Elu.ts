import { unaryKernel } from './elementwise.ts';

/** Elu of TensorFlow.js: x, or exp(x) - 1 below zero. */
export const elu = unaryKernel('Elu', (lowering, x) => lowering.op('Elu', [x]));
