import { unaryKernel } from './elementwise.ts';

/** IsNan of TensorFlow.js: whether x is NaN. */
export const isNan = unaryKernel('IsNan', (lowering, x) => lowering.op('IsNaN', [x]), { output: 'bool' });
