import { unaryKernel } from './elementwise.ts';

/** Softplus of TensorFlow.js: elementwise softplus by the ONNX operator of that name. */
export const softplus = unaryKernel('Softplus', (lowering, x) => lowering.op('Softplus', [x]));
