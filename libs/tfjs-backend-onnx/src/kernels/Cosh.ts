import { unaryKernel } from './elementwise.ts';

/** Cosh of TensorFlow.js: elementwise cosh by the ONNX operator of that name. */
export const cosh = unaryKernel('Cosh', (lowering, x) => lowering.op('Cosh', [x]));
