import { binaryKernel } from './elementwise.ts';

/** FloorDiv of TensorFlow.js: floor(a / b). */
export const floorDiv = binaryKernel('FloorDiv', (lowering, a, b) => lowering.op('Floor', [lowering.op('Div', [a, b])]));
