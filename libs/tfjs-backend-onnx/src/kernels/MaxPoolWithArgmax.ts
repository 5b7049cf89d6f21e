import { util } from '@tensorflow/tfjs-core';
import type { MaxPoolWithArgmaxAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { convGeometry, windowAttributes, type ConvGeometry } from '../lowerings/convGeometry.ts';
import { kernel } from './kernel.ts';
import { poolInfo } from './poolInfo.ts';
import { skipNan } from './skipNan.ts';

const maxPoolWithArgmaxOp: LazyOp<{ geometry: ConvGeometry; withBatch: boolean }> = {
  name: 'MaxPoolWithArgmax',
  lower(lowering, node) {
    const { geometry, withBatch } = node.attrs;
    const { batch, input, channels } = geometry;
    const x = skipNan(lowering, lowering.nchw(node.inputs[0]!));
    const [values, indices] = lowering.ops('MaxPool', [x], windowAttributes(geometry), 2);
    lowering.define(node.outputs[0]!, values!, 'nchw');
    // ONNX counts in [n, c, h, w] order, TensorFlow in [h, w, c] or [n, h, w, c].
    const numbers = (count: number, step: number, shape: readonly number[]): string => {
      const range = [0, count * step, step].map((value) => lowering.scalar(value, 'int64'));
      return lowering.reshape(lowering.op('Range', range), shape);
    };
    const area = input[0] * input[1];
    const places = lowering.op('Mod', [indices!, lowering.scalar(area, 'int64')]);
    let flat = lowering.op('Add', [
      lowering.op('Mul', [places, lowering.scalar(channels[0], 'int64')]),
      numbers(channels[0], 1, [1, channels[0], 1, 1]),
    ]);
    if (withBatch) flat = lowering.op('Add', [flat, numbers(batch, area * channels[0], [batch, 1, 1, 1])]);
    lowering.define(node.outputs[1]!, lowering.cast(flat, 'int32'), 'nchw');
  },
};

/** MaxPoolWithArgmax of TensorFlow.js: greatest values and where they are. */
export const maxPoolWithArgmax = kernel<{ x: TensorInfo }, MaxPoolWithArgmaxAttrs>(
  'MaxPoolWithArgmax',
  {},
  ({ inputs: { x }, attrs, backend }) => {
    util.assert(
      x.shape.length === 4,
      () => `Error in maxPoolWithArgmax: x must be rank 4 but got shape [${x.shape.join()}].`,
    );
    const info = poolInfo(x.shape, attrs as never);
    if (info === null) return null;
    const shape = info.outShape;
    const node = { geometry: convGeometry(info), withBatch: attrs.includeBatchInIndex };
    return backend.recordMany(maxPoolWithArgmaxOp, [backend.use(x)], node, [
      { shape, dtype: 'float32' },
      { shape, dtype: 'int32' },
    ]);
  },
);
