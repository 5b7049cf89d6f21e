import type { TensorInfo, TransposeAttrs } from '@tensorflow/tfjs-core';
import type { LazyDtype, LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';

const transposeOp: LazyOp<{ perm: number[] }> = {
  name: 'Transpose',
  lower(lowering, node) {
    lowering.define(node.outputs[0]!, lowering.transpose(lowering.plain(node.inputs[0]!), node.attrs.perm));
  },
};

/** Transpose of TensorFlow.js. */
export const transpose = kernel<{ x: TensorInfo }, TransposeAttrs>(
  'Transpose',
  { dtypes: ['float32', 'int32', 'bool'] },
  ({ inputs: { x }, attrs: { perm }, backend }) => {
    const shape = perm.map((axis) => x.shape[axis]!);
    return backend.record(transposeOp, [backend.use(x)], { perm: [...perm] }, shape, x.dtype as LazyDtype);
  },
);
