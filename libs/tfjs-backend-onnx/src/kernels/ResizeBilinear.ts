import type { ResizeBilinearAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';
import { interpolation, resizeOp } from './resize.ts';

/** ResizeBilinear of TensorFlow.js, as two products with matrices of weights. */
export const resizeBilinear = kernel<{ images: TensorInfo }, ResizeBilinearAttrs>(
  'ResizeBilinear',
  {},
  ({ inputs: { images }, attrs, backend }) => {
    const [n, h, w, c] = images.shape as [number, number, number, number];
    const [height, width] = attrs.size;
    const rows = backend.hostValue(interpolation(h, height, attrs), [height, h]);
    const columns = backend.hostValue(interpolation(w, width, attrs), [width, w]);
    return backend.record(
      resizeOp,
      [backend.use(images), rows, columns],
      {},
      [n, height, width, c],
      'float32',
    );
  },
);
