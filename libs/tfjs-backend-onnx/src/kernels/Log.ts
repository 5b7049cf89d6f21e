import { unaryKernel } from './elementwise.ts';

/** Log of TensorFlow.js: elementwise log by the ONNX operator of that name. */
export const log = unaryKernel('Log', (lowering, x) => lowering.op('Log', [x]));
