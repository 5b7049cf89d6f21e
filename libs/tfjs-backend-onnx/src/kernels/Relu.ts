import { unaryKernel } from './elementwise.ts';

/** Relu of TensorFlow.js: max(x, 0). */
export const relu = unaryKernel('Relu', (lowering, x) => lowering.op('Relu', [x]));
