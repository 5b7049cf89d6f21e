import type { ScatterNdAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';
import { recordScatter } from './scatter.ts';

/** ScatterNd of TensorFlow.js: slices added into zeros. */
export const scatterNd = kernel<{ indices: TensorInfo; updates: TensorInfo }, ScatterNdAttrs>(
  'ScatterNd',
  { dtypes: ['float32', 'int32'] },
  ({ inputs: { indices, updates }, attrs: { shape }, backend }) => {
    const base = backend.constant(0, updates.dtype as LazyDtype);
    return updates.shape.length === 0
      ? null
      : recordScatter(backend, 'ScatterNd', { indices, updates, base, shape, add: true });
  },
);
