import type { TensorInfo, TileAttrs } from '@tensorflow/tfjs-core';
import type { LazyDtype, LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';

const tileOp: LazyOp<{ reps: number[] }> = {
  name: 'Tile',
  deferred: true,
  lower(lowering, node) {
    lowering.define(
      node.outputs[0]!,
      lowering.op('Tile', [lowering.plain(node.inputs[0]!), lowering.ints(node.attrs.reps)]),
    );
  },
};

/** Tile of TensorFlow.js. */
export const tile = kernel<{ x: TensorInfo }, TileAttrs>(
  'Tile',
  { dtypes: ['float32', 'int32', 'bool'] },
  ({ inputs: { x }, attrs: { reps }, backend }) => {
    if (reps.length !== x.shape.length) return null;
    if (reps.every((count) => count === 1)) return backend.share(x);
    const shape = x.shape.map((size, axis) => size * reps[axis]!);
    return backend.record(tileOp, [backend.use(x)], { reps: [...reps] }, shape, x.dtype as LazyDtype);
  },
);
