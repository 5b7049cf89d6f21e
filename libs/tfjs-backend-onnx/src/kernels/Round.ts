import { unaryKernel } from './elementwise.ts';

/** Round of TensorFlow.js: elementwise round by the ONNX operator of that name. */
export const round = unaryKernel('Round', (lowering, x) => lowering.op('Round', [x]));
