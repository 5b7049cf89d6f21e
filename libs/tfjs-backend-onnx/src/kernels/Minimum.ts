import { binaryKernel } from './elementwise.ts';

/** Minimum of TensorFlow.js: the smaller of a and b. */
export const minimum = binaryKernel('Minimum', (lowering, a, b) => lowering.op('Min', [a, b]));
