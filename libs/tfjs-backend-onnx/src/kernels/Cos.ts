import { unaryKernel } from './elementwise.ts';

/** Cos of TensorFlow.js: elementwise cos by the ONNX operator of that name. */
export const cos = unaryKernel('Cos', (lowering, x) => lowering.op('Cos', [x]));
