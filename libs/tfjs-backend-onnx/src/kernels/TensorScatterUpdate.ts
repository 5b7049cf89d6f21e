import type { TensorInfo, TensorScatterUpdateAttrs } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';
import { recordScatter } from './scatter.ts';

/** TensorScatterUpdate of TensorFlow.js: slices put into a copy of a tensor; of equal indices the last counts. */
export const tensorScatterUpdate = kernel<
  { tensor: TensorInfo; indices: TensorInfo; updates: TensorInfo },
  TensorScatterUpdateAttrs
>(
  'TensorScatterUpdate',
  { dtypes: ['float32', 'int32'] },
  ({ inputs: { tensor, indices, updates }, backend }) => {
    if (tensor.dtype !== updates.dtype || tensor.shape.length === 0) return null;
    const base = backend.use(tensor);
    const { shape } = tensor;
    return recordScatter(backend, 'TensorScatterUpdate', { indices, updates, base, shape, add: false });
  },
);
