import type { AvgPool3DGradAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';
import { poolWindow3D } from './pool3D.ts';
import { spread3D, toChannelsFirst, toChannelsLast, type Window3D } from './window3D.ts';

const avgPool3DGradOp: LazyOp<Window3D> = {
  name: 'AvgPool3DGrad',
  lower(lowering, node) {
    const window = node.attrs;
    const { batch, channels, input, output, kernel: sizes } = window;
    const first = toChannelsFirst(lowering, lowering.plain(node.inputs[0]!));
    const dy = lowering.reshape(first, [batch * channels[0], 1, ...output]);
    const share = lowering.scalar(1 / sizes.reduce((product, size) => product * size, 1));
    const filter = lowering.op('Expand', [share, lowering.ints([1, 1, ...sizes])]);
    const dx = lowering.reshape(spread3D(lowering, dy, filter, window), [batch, channels[0], ...input]);
    lowering.define(node.outputs[0]!, toChannelsLast(lowering, dx));
  },
};

/** AvgPool3DGrad of TensorFlow.js as the cpu backend has it: every window shares out over its full size. */
export const avgPool3DGrad = kernel<{ dy: TensorInfo; input: TensorInfo }, AvgPool3DGradAttrs>(
  'AvgPool3DGrad',
  {},
  ({ inputs: { dy, input }, attrs, backend }) => {
    const window = poolWindow3D(input.shape, attrs);
    return window && backend.record(avgPool3DGradOp, [backend.use(dy)], window, input.shape, 'float32');
  },
);
