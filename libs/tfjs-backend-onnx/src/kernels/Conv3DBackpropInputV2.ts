import { backend_util } from '@tensorflow/tfjs-core';
import type { Conv3DBackpropInputV2Attrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';
import { spread3D, toChannelsFirst, toChannelsLast, window3D, type Window3D } from './window3D.ts';

const conv3DInputGradientOp: LazyOp<Window3D> = {
  name: 'Conv3DBackpropInputV2',
  lower(lowering, node) {
    const [dy, filter] = node.inputs.map((value) => lowering.plain(value));
    const weights = lowering.transpose(filter!, [4, 3, 0, 1, 2]);
    const dx = spread3D(lowering, toChannelsFirst(lowering, dy!), weights, node.attrs);
    lowering.define(node.outputs[0]!, toChannelsLast(lowering, dx));
  },
};

/** Conv3DBackpropInputV2 of TensorFlow.js. */
export const conv3DBackpropInputV2 = kernel<
  { dy: TensorInfo; filter: TensorInfo },
  Conv3DBackpropInputV2Attrs
>('Conv3DBackpropInputV2', {}, ({ inputs: { dy, filter }, attrs: { strides, pad, inputShape }, backend }) => {
  const window = window3D(backend_util.computeConv3DInfo(inputShape, filter.shape as never, strides, 1, pad));
  if (window === null) return null;
  const values = [backend.use(dy), backend.use(filter)];
  return backend.record(conv3DInputGradientOp, values, window, inputShape, 'float32');
});
