import { unaryKernel } from './elementwise.ts';

/** Acosh of TensorFlow.js: elementwise acosh by the ONNX operator of that name. */
export const acosh = unaryKernel('Acosh', (lowering, x) => lowering.op('Acosh', [x]));
