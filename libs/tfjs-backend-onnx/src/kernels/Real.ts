import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';

/** Real of TensorFlow.js: one part of a complex64 tensor. */
export const real = kernel<{ input: TensorInfo }>(
  'Real',
  { anything: true },
  ({ inputs: { input }, backend }) => backend.share(backend.complexParts(input).real),
);
