import { backend_util, util } from '@tensorflow/tfjs-core';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype, LazyOp } from '../graph/lazy.ts';
import { flatIndices } from './flatIndices.ts';
import { kernel } from './kernel.ts';

const gatherNdOp: LazyOp<{ slices: number; sliceSize: number }> = {
  name: 'GatherNd',
  lower(lowering, node) {
    const { slices, sliceSize } = node.attrs;
    const [params, indices] = node.inputs.map((value) => lowering.plain(value));
    const rows = lowering.op('Gather', [lowering.reshape(params!, [slices, sliceSize]), indices!], {
      axis: 0,
    });
    lowering.define(node.outputs[0]!, lowering.reshape(rows, node.outputs[0]!.shape));
  },
};

/** GatherNd of TensorFlow.js. The indices are read, because each must be checked against the shape. */
export const gatherNd = kernel<{ params: TensorInfo; indices: TensorInfo }>(
  'GatherNd',
  { dtypes: ['float32', 'int32', 'bool'] },
  ({ inputs: { params, indices }, backend }) => {
    if (indices.dtype !== 'int32') return null;
    const [shape, count, sliceSize, strides] = backend_util.prepareAndValidate(
      params as never,
      indices as never,
    );
    const slices = util.sizeFromShape(params.shape) / sliceSize;
    const rank = indices.shape[indices.shape.length - 1]!;
    const flat = flatIndices(backend, 'GatherNd', indices, { count, rank, strides, slices }, params.shape);
    const values = [backend.use(params), backend.hostValue(flat, [count])];
    return backend.record(gatherNdOp, values, { slices, sliceSize }, shape, params.dtype as LazyDtype);
  },
);
