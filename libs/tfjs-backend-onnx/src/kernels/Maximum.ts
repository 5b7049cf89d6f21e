import { binaryKernel } from './elementwise.ts';

/** Maximum of TensorFlow.js: the greater of a and b. */
export const maximum = binaryKernel('Maximum', (lowering, a, b) => lowering.op('Max', [a, b]));
