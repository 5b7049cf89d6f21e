import { unaryKernel } from './elementwise.ts';

/** Exp of TensorFlow.js: elementwise exp by the ONNX operator of that name. */
export const exp = unaryKernel('Exp', (lowering, x) => lowering.op('Exp', [x]));
