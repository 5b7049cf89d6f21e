import { util } from '@tensorflow/tfjs-core';
import type { CumsumAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyDtype, LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';

const cumsumOp: LazyOp<{ axis: number; exclusive: boolean; reverse: boolean }> = {
  name: 'Cumsum',
  lower(lowering, node) {
    const { axis, exclusive, reverse } = node.attrs;
    const inputs = [lowering.plain(node.inputs[0]!), lowering.scalar(axis, 'int64')];
    lowering.define(
      node.outputs[0]!,
      lowering.op('CumSum', inputs, { exclusive: Number(exclusive), reverse: Number(reverse) }),
    );
  },
};

/** Cumsum of TensorFlow.js. */
export const cumsum = kernel<{ x: TensorInfo }, CumsumAttrs>(
  'Cumsum',
  { dtypes: ['float32', 'int32'] },
  ({ inputs: { x }, attrs, backend }) => {
    if (x.shape.length === 0) return null;
    const node = {
      axis: util.parseAxisParam(attrs.axis, x.shape)[0]!,
      exclusive: attrs.exclusive,
      reverse: attrs.reverse,
    };
    return backend.record(cumsumOp, [backend.use(x)], node, x.shape, x.dtype as LazyDtype);
  },
);
