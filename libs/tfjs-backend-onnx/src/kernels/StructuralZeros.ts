import type { TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';

/** Zeros that later kernels may leave out of sums and products. Only the gradients of this backend make them. */
export const structuralZeros = kernel<{ like: TensorInfo }>(
  'PneumoZeros',
  { anything: true },
  ({ inputs: { like }, backend }) => backend.zeros(like.shape),
);
