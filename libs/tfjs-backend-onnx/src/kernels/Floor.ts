import { unaryKernel } from './elementwise.ts';

/** Floor of TensorFlow.js: elementwise floor by the ONNX operator of that name. */
export const floor = unaryKernel('Floor', (lowering, x) => lowering.op('Floor', [x]));
