import type { OneHotAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype, LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';

const oneHotOp: LazyOp<{ depth: number }> = {
  name: 'OneHot',
  lower(lowering, node) {
    const [indices, on, off] = node.inputs.map((value) => lowering.plain(value));
    const { depth } = node.attrs;
    const classes = lowering.cast(
      lowering.op('Range', [
        lowering.scalar(0, 'int64'),
        lowering.scalar(depth, 'int64'),
        lowering.scalar(1, 'int64'),
      ]),
      'int32',
    );
    const column = lowering.reshape(indices!, [...node.inputs[0]!.shape, 1]);
    lowering.define(
      node.outputs[0]!,
      lowering.op('Where', [lowering.op('Equal', [column, classes]), on!, off!]),
    );
  },
};

/** OneHot of TensorFlow.js; an index outside the depth gives a row without a hit. */
export const oneHot = kernel<{ indices: TensorInfo }, OneHotAttrs>(
  'OneHot',
  { dtypes: ['int32'] },
  ({ inputs: { indices }, attrs: { depth, onValue, offValue, dtype }, backend }) => {
    if (dtype !== 'float32' && dtype !== 'int32') return null;
    const values = [onValue, offValue].map((value) => backend.constant(value, dtype));
    return backend.record(
      oneHotOp,
      [backend.use(indices), ...values],
      { depth },
      [...indices.shape, depth],
      dtype as LazyDtype,
    );
  },
);
