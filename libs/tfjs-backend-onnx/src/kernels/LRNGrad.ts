import type { LRNGradAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { channelWindowSum } from './channelWindow.ts';
import { kernel } from './kernel.ts';

const lrnGradOp: LazyOp<LRNGradAttrs> = {
  name: 'LRNGrad',
  lower(lowering, node) {
    const { depthRadius, bias, alpha, beta } = node.attrs;
    const [x, y, dy] = node.inputs.map((value) => lowering.plain(value));
    const { shape } = node.outputs[0]!;
    const op = (type: string, ...names: string[]): string => lowering.op(type, names);
    const squares = channelWindowSum(lowering, op('Mul', x!, x!), shape, depthRadius);
    const norm = op('Add', op('Mul', squares, lowering.scalar(alpha)), lowering.scalar(bias));
    const direct = op('Mul', dy!, op('Pow', norm, lowering.scalar(-beta)));
    // Every channel is in the windows of those near by.
    const others = channelWindowSum(lowering, op('Div', op('Mul', dy!, y!), norm), shape, depthRadius);
    const indirect = op('Mul', op('Mul', x!, others), lowering.scalar(-2 * alpha * beta));
    lowering.define(node.outputs[0]!, op('Add', direct, indirect));
  },
};

/** LRNGrad of TensorFlow.js. */
export const lrnGrad = kernel<{ x: TensorInfo; y: TensorInfo; dy: TensorInfo }, LRNGradAttrs>(
  'LRNGrad',
  {},
  ({ inputs: { x, y, dy }, attrs, backend }) =>
    Number.isInteger(attrs.depthRadius)
      ? backend.record(
          lrnGradOp,
          [x, y, dy].map((info) => backend.use(info)),
          attrs,
          x.shape,
          'float32',
        )
      : null,
);
