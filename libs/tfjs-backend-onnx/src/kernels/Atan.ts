import { unaryKernel } from './elementwise.ts';

/** Atan of TensorFlow.js: elementwise atan by the ONNX operator of that name. */
export const atan = unaryKernel('Atan', (lowering, x) => lowering.op('Atan', [x]));
