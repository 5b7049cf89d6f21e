import { backend_util, util } from '@tensorflow/tfjs-core';
import type { GatherV2Attrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype, LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';

const gatherOp: LazyOp<{ axis: number }> = {
  name: 'GatherV2',
  lower(lowering, node) {
    const [x, indices] = node.inputs.map((value) => lowering.plain(value));
    const name = lowering.op('Gather', [x!, indices!], { axis: node.attrs.axis });
    lowering.define(node.outputs[0]!, lowering.reshape(name, node.outputs[0]!.shape));
  },
};

/** GatherV2 of TensorFlow.js. The indices are read, because each must be checked against the axis. */
export const gatherV2 = kernel<{ x: TensorInfo; indices: TensorInfo }, GatherV2Attrs>(
  'GatherV2',
  { dtypes: ['float32', 'int32', 'bool'] },
  ({ inputs: { x, indices }, attrs, backend }) => {
    if ((attrs.batchDims ?? 0) !== 0 || indices.dtype !== 'int32') return null;
    const axis = util.parseAxisParam(attrs.axis, x.shape)[0]!;
    const size = x.shape[axis]!;
    for (const index of backend.readSync(indices.dataId) as Int32Array) {
      util.assert(
        index >= 0 && index < size,
        () => `GatherV2: the index value ${index} is not in [0, ${size - 1}]`,
      );
    }
    const { outputShape } = backend_util.segment_util.collectGatherOpShapeInfo(
      x as never,
      indices as never,
      axis,
      0,
    );
    return backend.record(
      gatherOp,
      [backend.use(x), backend.use(indices)],
      { axis },
      outputShape,
      x.dtype as LazyDtype,
    );
  },
);
