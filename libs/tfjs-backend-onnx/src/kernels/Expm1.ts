import { unaryKernel } from './elementwise.ts';

/** Expm1 of TensorFlow.js: exp(x) - 1. */
export const expm1 = unaryKernel('Expm1', (lowering, x) =>
  lowering.op('Sub', [lowering.op('Exp', [x]), lowering.scalar(1)]),
);
