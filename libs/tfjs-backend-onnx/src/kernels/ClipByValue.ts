import type { ClipByValueAttrs } from '@tensorflow/tfjs-core';
import { unaryKernel } from './elementwise.ts';

/** ClipByValue of TensorFlow.js. */
export const clipByValue = unaryKernel<ClipByValueAttrs>(
  'ClipByValue',
  (lowering, x, { clipValueMin, clipValueMax }) =>
    lowering.op('Clip', [x, lowering.scalar(clipValueMin), lowering.scalar(clipValueMax)]),
);
