import { binaryKernel } from './elementwise.ts';

/** SquaredDifference of TensorFlow.js: (a - b) * (a - b). */
export const squaredDifference = binaryKernel(
  'SquaredDifference',
  (lowering, a, b) => {
    const difference = lowering.op('Sub', [a, b]);
    return lowering.op('Mul', [difference, difference]);
  },
  { deferred: true },
);
