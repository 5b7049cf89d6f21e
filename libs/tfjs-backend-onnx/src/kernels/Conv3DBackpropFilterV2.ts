import { backend_util } from '@tensorflow/tfjs-core';
import type { Conv3DBackpropFilterV2Attrs, TensorInfo } from '@tensorflow/tfjs-core';
import type { LazyOp } from '../graph/lazy.ts';
import { kernel } from './kernel.ts';
import { window3D, type Window3D } from './window3D.ts';

const conv3DFilterGradientOp: LazyOp<Window3D> = {
  name: 'Conv3DBackpropFilterV2',
  lower(lowering, node) {
    const { kernel: sizes, strides, dilations, pads, output } = node.attrs;
    // A convolution itself, of x and dy with images and channels exchanged, strides and dilations, too.
    const [x, dy] = node.inputs.map((value) => lowering.transpose(lowering.plain(value), [4, 0, 1, 2, 3]));
    const gradient = lowering.op('Conv', [x!, dy!], {
      kernel_shape: output,
      strides: dilations,
      dilations: strides,
      pads,
    });
    const last = lowering.transpose(gradient, [2, 3, 4, 0, 1]);
    // Where the last step does not reach the end of x, there are more taps than the filter has.
    const [begin, end, axes] = [[0, 0, 0], sizes, [0, 1, 2]].map((values) => lowering.ints(values));
    lowering.define(node.outputs[0]!, lowering.op('Slice', [last, begin!, end!, axes!]));
  },
};

/** Conv3DBackpropFilterV2 of TensorFlow.js. */
export const conv3DBackpropFilterV2 = kernel<{ x: TensorInfo; dy: TensorInfo }, Conv3DBackpropFilterV2Attrs>(
  'Conv3DBackpropFilterV2',
  {},
  ({ inputs: { x, dy }, attrs: { strides, pad, filterShape }, backend }) => {
    const window = window3D(backend_util.computeConv3DInfo(x.shape as never, filterShape, strides, 1, pad));
    if (window === null) return null;
    const values = [backend.use(x), backend.use(dy)];
    return backend.record(conv3DFilterGradientOp, values, window, filterShape, 'float32');
  },
);
