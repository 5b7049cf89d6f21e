import { backend_util, util } from '@tensorflow/tfjs-core';
import type { SpaceToBatchNDAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';
import { rearrangeOp } from './rearrange.ts';

/** SpaceToBatchND of TensorFlow.js. */
export const spaceToBatchND = kernel<{ x: TensorInfo }, SpaceToBatchNDAttrs>(
  'SpaceToBatchND',
  { dtypes: ['float32', 'int32'] },
  ({ inputs: { x }, attrs: { blockShape, paddings }, backend }) => {
    const count = util.sizeFromShape(blockShape);
    const before = x.shape.map((_, axis) => paddings[axis - 1]?.[0] ?? 0);
    const after = x.shape.map((_, axis) => paddings[axis - 1]?.[1] ?? 0);
    const padded = x.shape.map((size, axis) => size + before[axis]! + after[axis]!);
    const split = backend_util.getReshaped(padded, blockShape, count, false);
    const perm = backend_util.getPermuted(split.length, blockShape.length, false);
    const joined = backend_util.getReshapedPermuted(padded, blockShape, count, false);
    const attrs = { pads: [...before, ...after], split, perm, joined, crops: [] };
    return backend.record(rearrangeOp, [backend.use(x)], attrs, joined, x.dtype as LazyDtype);
  },
);
