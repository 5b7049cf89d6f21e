import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';

/** Identity of TensorFlow.js: shares the elements. */
export const identity = kernel<{ x: TensorInfo }>(
  'Identity',
  { anything: true },
  ({ inputs: { x }, backend }) => backend.share(x),
);
