import { backend_util } from '@tensorflow/tfjs-core';
import type { Conv3DAttrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';
import { toChannelsFirst, toChannelsLast, window3D, window3DAttributes, type Window3D } from './window3D.ts';

const conv3DOp: LazyOp<Window3D> = {
  name: 'Conv3D',
  lower(lowering, node) {
    const [x, filter] = node.inputs.map((value) => lowering.plain(value));
    const weights = lowering.transpose(filter!, [4, 3, 0, 1, 2]);
    const inputs = [toChannelsFirst(lowering, x!), weights];
    const y = lowering.op('Conv', inputs, window3DAttributes(node.attrs));
    lowering.define(node.outputs[0]!, toChannelsLast(lowering, y));
  },
};

/** Conv3D of TensorFlow.js: volumes [n, d, h, w, c]. */
export const conv3D = kernel<{ x: TensorInfo; filter: TensorInfo }, Conv3DAttrs>(
  'Conv3D',
  {},
  ({ inputs: { x, filter }, attrs: { strides, dilations, pad }, backend }) => {
    const info = backend_util.computeConv3DInfo(
      x.shape as never,
      filter.shape as never,
      strides,
      dilations,
      pad,
    );
    const window = window3D(info);
    if (window === null) return null;
    const values = [backend.use(x), backend.use(filter)];
    return backend.record(conv3DOp, values, window, info.outShape, 'float32');
  },
);
