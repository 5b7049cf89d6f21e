import { unaryKernel } from './elementwise.ts';

/** Sqrt of TensorFlow.js: elementwise sqrt by the ONNX operator of that name. */
export const sqrt = unaryKernel('Sqrt', (lowering, x) => lowering.op('Sqrt', [x]));
