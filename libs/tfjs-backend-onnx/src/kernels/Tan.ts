import { unaryKernel } from './elementwise.ts';

/** Tan of TensorFlow.js: elementwise tan by the ONNX operator of that name. */
export const tan = unaryKernel('Tan', (lowering, x) => lowering.op('Tan', [x]));
