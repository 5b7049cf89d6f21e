import { unaryKernel } from './elementwise.ts';

/** IsInf of TensorFlow.js: whether x is infinite. */
export const isInf = unaryKernel('IsInf', (lowering, x) => lowering.op('IsInf', [x]), { output: 'bool' });
