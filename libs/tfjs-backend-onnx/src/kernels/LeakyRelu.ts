import type { LeakyReluAttrs } from '@tensorflow/tfjs-core';
import { unaryKernel } from './elementwise.ts';

/** LeakyRelu of TensorFlow.js: x, or alpha * x below zero. */
export const leakyRelu = unaryKernel<LeakyReluAttrs>('LeakyRelu', (lowering, x, { alpha }) =>
  lowering.op('LeakyRelu', [x], { alpha: { float: alpha } }),
);
