import { unaryKernel } from './elementwise.ts';

/** Step of TensorFlow.js: 1 above zero, alpha elsewhere, NaN for NaN. */
export const step = unaryKernel<{ alpha?: number }>(
  'Step',
  (lowering, x, { alpha = 0 }) => {
    const positive = lowering.op('Greater', [x, lowering.scalar(0)]);
    const mask =
      alpha === 0
        ? lowering.cast(positive, 'float32')
        : lowering.op('Where', [positive, lowering.scalar(1), lowering.scalar(alpha)]);
    return lowering.op('Where', [lowering.op('IsNaN', [x]), x, mask]);
  },
  { deferred: true },
);
