import { unaryKernel } from './elementwise.ts';

/** Asinh of TensorFlow.js: elementwise asinh by the ONNX operator of that name. */
export const asinh = unaryKernel('Asinh', (lowering, x) => lowering.op('Asinh', [x]));
