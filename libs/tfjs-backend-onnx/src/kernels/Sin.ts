import { unaryKernel } from './elementwise.ts';

/** Sin of TensorFlow.js: elementwise sin by the ONNX operator of that name. */
export const sin = unaryKernel('Sin', (lowering, x) => lowering.op('Sin', [x]));
