import { backend_util, util } from '@tensorflow/tfjs-core';
import type { BatchToSpaceNDAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';
import { rearrangeOp } from './rearrange.ts';

/** BatchToSpaceND of TensorFlow.js. */
export const batchToSpaceND = kernel<{ x: TensorInfo }, BatchToSpaceNDAttrs>(
  'BatchToSpaceND',
  { dtypes: ['float32', 'int32'] },
  ({ inputs: { x }, attrs: { blockShape, crops }, backend }) => {
    const count = util.sizeFromShape(blockShape);
    const split = backend_util.getReshaped(x.shape, blockShape, count);
    const perm = backend_util.getPermuted(split.length, blockShape.length);
    const joined = backend_util.getReshapedPermuted(x.shape, blockShape, count);
    const cut = (side: 0 | 1): number[] => joined.map((_, axis) => -(crops[axis - 1]?.[side] ?? 0));
    const [begin, end] = [cut(0), cut(1)];
    const shape = joined.map((size, axis) => size + begin[axis]! + end[axis]!);
    const attrs = { pads: [], split, perm, joined, crops: [...begin, ...end] };
    return backend.record(rearrangeOp, [backend.use(x)], attrs, shape, x.dtype as LazyDtype);
  },
);
