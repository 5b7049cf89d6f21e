import type { TensorInfo } from '@tensorflow/tfjs-core';
import { elementwiseOp } from './elementwise.ts';
import { kernel } from './kernel.ts';

const eluGradOp = elementwiseOp<object>('EluGrad', (lowering, [dy, y]) => {
  const slope = lowering.op('Mul', [dy!, lowering.op('Add', [y!, lowering.scalar(1)])]);
  return lowering.op('Where', [lowering.op('GreaterOrEqual', [y!, lowering.scalar(0)]), dy!, slope]);
});

/** EluGrad of TensorFlow.js: dy, or dy * (y + 1) where y is negative. */
export const eluGrad = kernel<{ dy: TensorInfo; y: TensorInfo }>(
  'EluGrad',
  {},
  ({ inputs: { dy, y }, backend }) =>
    backend.record(eluGradOp, [backend.use(dy), backend.use(y)], {}, y.shape, 'float32'),
);
