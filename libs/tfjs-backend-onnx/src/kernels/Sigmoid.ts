import { unaryKernel } from './elementwise.ts';

/** Sigmoid of TensorFlow.js: elementwise sigmoid by the ONNX operator of that name. */
export const sigmoid = unaryKernel('Sigmoid', (lowering, x) => lowering.op('Sigmoid', [x]));
