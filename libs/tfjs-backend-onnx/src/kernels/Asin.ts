import { unaryKernel } from './elementwise.ts';

/** Asin of TensorFlow.js: elementwise asin by the ONNX operator of that name. */
export const asin = unaryKernel('Asin', (lowering, x) => lowering.op('Asin', [x]));
