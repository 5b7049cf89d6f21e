import type { SoftmaxAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';

const softmaxOp: LazyOp<{ axis: number }> = {
  name: 'Softmax',
  lower(lowering, node) {
    lowering.define(
      node.outputs[0]!,
      lowering.op('Softmax', [lowering.plain(node.inputs[0]!)], { axis: node.attrs.axis }),
    );
  },
};

/** Softmax of TensorFlow.js, over the last axis. */
export const softmax = kernel<{ logits: TensorInfo }, SoftmaxAttrs>(
  'Softmax',
  {},
  ({ inputs: { logits }, attrs: { dim }, backend }) => {
    if (logits.shape.length === 0) return null;
    const axis = dim < 0 ? logits.shape.length + dim : dim;
    return backend.record(softmaxOp, [backend.use(logits)], { axis }, logits.shape, 'float32');
  },
);
