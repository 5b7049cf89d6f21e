import type { TensorInfo, TopKAttrs } from '@tensorflow/tfjs-core';
import type { LazyDtype, LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';

const topKOp: LazyOp<{ k: number }> = {
  name: 'TopK',
  lower(lowering, node) {
    const x = lowering.plain(node.inputs[0]!);
    const inputs = [x, lowering.ints([node.attrs.k])];
    const [values, positions] = lowering.ops('TopK', inputs, { axis: -1, largest: 1, sorted: 1 }, 2);
    lowering.define(node.outputs[0]!, values!);
    lowering.define(node.outputs[1]!, lowering.cast(positions!, 'int32'));
  },
};

/** TopK of TensorFlow.js: of equal values the first comes first. Always sorted, which any order allows. */
export const topK = kernel<{ x: TensorInfo }, TopKAttrs>(
  'TopK',
  { dtypes: ['float32', 'int32'] },
  ({ inputs: { x }, attrs: { k }, backend }) => {
    if (x.shape.length === 0 || k === 0) return null;
    const shape = [...x.shape.slice(0, -1), k];
    return backend.recordMany(topKOp, [backend.use(x)], { k }, [
      { shape, dtype: x.dtype as LazyDtype },
      { shape, dtype: 'int32' },
    ]);
  },
);
