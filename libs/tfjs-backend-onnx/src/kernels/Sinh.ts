import { unaryKernel } from './elementwise.ts';

/** Sinh of TensorFlow.js: elementwise sinh by the ONNX operator of that name. */
export const sinh = unaryKernel('Sinh', (lowering, x) => lowering.op('Sinh', [x]));
