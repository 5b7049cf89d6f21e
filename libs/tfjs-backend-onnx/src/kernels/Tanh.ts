import { unaryKernel } from './elementwise.ts';

/** Tanh of TensorFlow.js: elementwise tanh by the ONNX operator of that name. */
export const tanh = unaryKernel('Tanh', (lowering, x) => lowering.op('Tanh', [x]));
