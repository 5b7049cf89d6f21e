import type { LRNAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { channelWindowSum } from './channelWindow.ts';
import { kernel } from './kernel.ts';

const lrnOp: LazyOp<LRNAttrs> = {
  name: 'LRN',
  lower(lowering, node) {
    const { depthRadius, bias, alpha, beta } = node.attrs;
    const x = lowering.plain(node.inputs[0]!);
    const shape = node.outputs[0]!.shape;
    const squares = channelWindowSum(lowering, lowering.op('Mul', [x, x]), shape, depthRadius);
    const norm = lowering.op('Add', [
      lowering.op('Mul', [squares, lowering.scalar(alpha)]),
      lowering.scalar(bias),
    ]);
    lowering.define(
      node.outputs[0]!,
      lowering.op('Mul', [x, lowering.op('Pow', [norm, lowering.scalar(-beta)])]),
    );
  },
};

/** LRN of TensorFlow.js: x · (bias + alpha · sum of squares of the channels near by)^-beta. */
export const lrn = kernel<{ x: TensorInfo }, LRNAttrs>('LRN', {}, ({ inputs: { x }, attrs, backend }) =>
  Number.isInteger(attrs.depthRadius)
    ? backend.record(lrnOp, [backend.use(x)], attrs, x.shape, 'float32')
    : null,
);
