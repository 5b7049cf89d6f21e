import { unaryKernel } from './elementwise.ts';

/** Relu6 of TensorFlow.js: x clipped to 0 to 6. */
export const relu6 = unaryKernel('Relu6', (lowering, x) =>
  lowering.op('Clip', [x, lowering.scalar(0), lowering.scalar(6)]),
);
