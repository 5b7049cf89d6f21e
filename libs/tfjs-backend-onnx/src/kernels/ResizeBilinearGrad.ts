import type { ResizeBilinearGradAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';
import { bilinearSamples, type ResizeAttrs } from './resize.ts';
import { recordResizeGradient, type Share } from './resizeGradient.ts';

/**
 * ResizeBilinearGrad of TensorFlow.js. Right also where the cpu backend is not: half-pixel centres count,
 * and the gradient has the shape of the images where they are not square.
 */
export const resizeBilinearGrad = kernel<{ images: TensorInfo; dy: TensorInfo }, ResizeBilinearGradAttrs>(
  'ResizeBilinearGrad',
  {},
  ({ inputs: { images, dy }, attrs, backend }) => {
    const shares = (axis: 1 | 2): Share[] => {
      const resize = attrs as unknown as ResizeAttrs;
      const { low, high, fraction } = bilinearSamples(images.shape[axis]!, dy.shape[axis]!, resize);
      return [
        { places: low, weights: fraction.map((part) => 1 - part) },
        { places: high, weights: fraction },
      ];
    };
    return recordResizeGradient(backend, dy, images.shape, shares(1), shares(2));
  },
);
