import { unaryKernel } from './elementwise.ts';

/** Acos of TensorFlow.js: elementwise acos by the ONNX operator of that name. */
export const acos = unaryKernel('Acos', (lowering, x) => lowering.op('Acos', [x]));
