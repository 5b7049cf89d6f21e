import { util } from '@tensorflow/tfjs-core';
import type { TensorInfo, UnsortedSegmentSumAttrs } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';

const unsortedSegmentSumOp: LazyOp<{ segments: number }> = {
  name: 'UnsortedSegmentSum',
  lower(lowering, node) {
    const { segments } = node.attrs;
    const [x, ids] = node.inputs.map((value) => lowering.plain(value));
    const count = node.inputs[1]!.shape[0]!;
    const size = util.sizeFromShape(node.inputs[0]!.shape as number[]) / count;
    // Rows of segments that do not exist go to one more segment, which is cut off.
    const known = lowering.op('And', [
      lowering.op('GreaterOrEqual', [ids!, lowering.scalar(0, 'int32')]),
      lowering.op('Less', [ids!, lowering.scalar(segments, 'int32')]),
    ]);
    const places = lowering.op('Where', [known, ids!, lowering.scalar(segments, 'int32')]);
    const sums = lowering.op(
      'ScatterElements',
      [
        lowering.op('Expand', [lowering.scalar(0), lowering.ints([segments + 1, size])]),
        lowering.op('Expand', [lowering.reshape(places, [count, 1]), lowering.ints([count, size])]),
        lowering.reshape(x!, [count, size]),
      ],
      { axis: 0, reduction: 'add' },
    );
    const [begin, end] = [[0], [segments]].map((values) => lowering.ints(values));
    const kept = lowering.op('Slice', [sums, begin!, end!]);
    lowering.define(node.outputs[0]!, lowering.reshape(kept, node.outputs[0]!.shape));
  },
};

/**
 * UnsortedSegmentSum of TensorFlow.js, the gradient of Gather. A NaN stays in its segment, where the cpu
 * backend, which multiplies by masks, carries it into all of them.
 */
export const unsortedSegmentSum = kernel<{ x: TensorInfo; segmentIds: TensorInfo }, UnsortedSegmentSumAttrs>(
  'UnsortedSegmentSum',
  { dtypes: ['float32', 'int32'] },
  ({ inputs: { x, segmentIds }, attrs: { numSegments }, backend }) => {
    const simple = x.dtype === 'float32' && segmentIds.dtype === 'int32' && segmentIds.shape.length === 1;
    if (!simple || segmentIds.shape[0] !== x.shape[0] || numSegments < 1) return null;
    const values = [backend.use(x), backend.use(segmentIds)];
    const shape = [numSegments, ...x.shape.slice(1)];
    return backend.record(unsortedSegmentSumOp, values, { segments: numSegments }, shape, 'float32');
  },
);
