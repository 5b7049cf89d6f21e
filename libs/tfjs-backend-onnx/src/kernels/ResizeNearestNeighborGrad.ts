import type { ResizeNearestNeighborGradAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';
import { nearestSamples, type ResizeAttrs } from './resize.ts';
import { recordResizeGradient, type Share } from './resizeGradient.ts';

/**
 * ResizeNearestNeighborGrad of TensorFlow.js. Right also where the cpu backend is not: half-pixel centres
 * count, and so do images after the first.
 */
export const resizeNearestNeighborGrad = kernel<
  { images: TensorInfo; dy: TensorInfo },
  ResizeNearestNeighborGradAttrs
>('ResizeNearestNeighborGrad', {}, ({ inputs: { images, dy }, attrs, backend }) => {
  const shares = (axis: 1 | 2): Share[] => {
    const resize = attrs as unknown as ResizeAttrs;
    const places = nearestSamples(images.shape[axis]!, dy.shape[axis]!, resize);
    return [{ places, weights: new Float32Array(places.length).fill(1) }];
  };
  return recordResizeGradient(backend, dy, images.shape, shares(1), shares(2));
});
