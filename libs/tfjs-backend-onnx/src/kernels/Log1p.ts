import { unaryKernel } from './elementwise.ts';

/** Log1p of TensorFlow.js: log(1 + x). */
export const log1p = unaryKernel('Log1p', (lowering, x) =>
  lowering.op('Log', [lowering.op('Add', [x, lowering.scalar(1)])]),
);
