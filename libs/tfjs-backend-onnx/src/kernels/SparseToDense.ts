import type { SparseToDenseAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import { kernel } from './kernel.ts';
import { recordScatter } from './scatter.ts';

/** SparseToDense of TensorFlow.js: slices put into a tensor that has the default value elsewhere. */
export const sparseToDense = kernel<
  { sparseIndices: TensorInfo; sparseValues: TensorInfo; defaultValue: TensorInfo },
  SparseToDenseAttrs
>(
  'SparseToDense',
  { dtypes: ['float32', 'int32'] },
  ({ inputs: { sparseIndices, sparseValues, defaultValue }, attrs: { outputShape }, backend }) => {
    if (defaultValue.dtype !== sparseValues.dtype || defaultValue.shape.length > 0) return null;
    return recordScatter(backend, 'SparseToDense', {
      indices: sparseIndices,
      updates: sparseValues,
      base: backend.use(defaultValue),
      shape: outputShape,
      add: false,
    });
  },
);
