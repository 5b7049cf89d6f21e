import { unaryKernel } from './elementwise.ts';

/** Ceil of TensorFlow.js: elementwise ceil by the ONNX operator of that name. */
export const ceil = unaryKernel('Ceil', (lowering, x) => lowering.op('Ceil', [x]));
