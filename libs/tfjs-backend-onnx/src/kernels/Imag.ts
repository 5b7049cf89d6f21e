import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';

/** Imag of TensorFlow.js: one part of a complex64 tensor. */
export const imag = kernel<{ input: TensorInfo }>(
  'Imag',
  { anything: true },
  ({ inputs: { input }, backend }) => backend.share(backend.complexParts(input).imag),
);
