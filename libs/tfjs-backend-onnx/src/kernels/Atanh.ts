import { unaryKernel } from './elementwise.ts';

/** Atanh of TensorFlow.js: elementwise atanh by the ONNX operator of that name. */
export const atanh = unaryKernel('Atanh', (lowering, x) => lowering.op('Atanh', [x]));
