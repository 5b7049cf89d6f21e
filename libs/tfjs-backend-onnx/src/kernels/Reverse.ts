import { util } from '@tensorflow/tfjs-core';
import type { ReverseAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';
import { sliceOp } from './sliceOp.ts';

/** Reverse of TensorFlow.js: slices with stride -1. */
export const reverse = kernel<{ x: TensorInfo }, ReverseAttrs>(
  'Reverse',
  { dtypes: ['float32', 'int32', 'bool'] },
  ({ inputs: { x }, attrs: { dims }, backend }) => {
    const axes = util.parseAxisParam(dims, x.shape);
    if (x.shape.length === 0 || axes.length === 0) return backend.share(x);
    const turned = (axis: number): boolean => axes.includes(axis);
    const box = {
      begin: x.shape.map((size, axis) => (turned(axis) ? size - 1 : 0)),
      end: x.shape.map((size, axis) => (turned(axis) ? -size - 1 : size)),
      strides: x.shape.map((_, axis) => (turned(axis) ? -1 : 1)),
    };
    return backend.record(sliceOp, [backend.use(x)], box, x.shape, x.dtype as LazyDtype);
  },
);
