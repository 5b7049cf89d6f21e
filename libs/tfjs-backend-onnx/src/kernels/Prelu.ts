import { backend_util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { elementwiseOp } from './elementwise.ts';
import { kernel } from './kernel.ts';

const preluOp = elementwiseOp<object>('Prelu', (lowering, [x, alpha]) =>
  lowering.op('Where', [lowering.op('Less', [x!, lowering.scalar(0)]), lowering.op('Mul', [alpha!, x!]), x!]),
);

/** Prelu of TensorFlow.js: x, or alpha * x below zero. */
export const prelu = kernel<{ x: TensorInfo; alpha: TensorInfo }>(
  'Prelu',
  {},
  ({ inputs: { x, alpha }, backend }) => {
    const shape = backend_util.assertAndGetBroadcastShape(x.shape, alpha.shape);
    return backend.record(preluOp, [backend.use(x), backend.use(alpha)], {}, shape, 'float32');
  },
);
