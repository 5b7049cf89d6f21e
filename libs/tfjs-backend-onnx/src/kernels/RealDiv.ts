import { binaryKernel } from './elementwise.ts';

/** RealDiv of TensorFlow.js: a / b. */
export const realDiv = binaryKernel('RealDiv', (lowering, a, b) => lowering.op('Div', [a, b]));
