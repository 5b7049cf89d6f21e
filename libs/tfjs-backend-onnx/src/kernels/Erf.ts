import { unaryKernel } from './elementwise.ts';

/** Erf of TensorFlow.js: elementwise erf by the ONNX operator of that name. */
export const erf = unaryKernel('Erf', (lowering, x) => lowering.op('Erf', [x]));
