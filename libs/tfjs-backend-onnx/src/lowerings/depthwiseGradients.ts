import type { LazyOp } from '../graph/lazy.ts';
import { depthwiseFilterOihw } from './conv2d.ts';
import type { ConvGeometry } from './convGeometry.ts';
import { tapWindows } from './tapWindows.ts';
import { flippedPads, isUnitStride, transposedConvolution } from './inputGradient.ts';

/** Gradient of a depthwise convolution with respect to its input: inputs dy, filter. */
export const depthwiseInputGradientOp: LazyOp<{ geometry: ConvGeometry }> = {
  name: 'DepthwiseConv2dNativeBackpropInput',
  lower(lowering, node) {
    const { geometry } = node.attrs;
    const [dy, filter] = node.inputs;
    const [inChannels, outChannels] = geometry.channels;
    const image = lowering.nchw(dy!);
    const weights = depthwiseFilterOihw(lowering, filter!);
    if (isUnitStride(geometry) && inChannels === outChannels) {
      const [starts, ends, axes, steps] = [
        [-1, -1],
        [-1e9, -1e9],
        [2, 3],
        [-1, -1],
      ].map((values) => lowering.ints(values));
      const flipped = lowering.op('Slice', [weights, starts!, ends!, axes!, steps!]);
      const attributes = {
        kernel_shape: geometry.kernel,
        strides: [1, 1],
        dilations: [1, 1],
        pads: flippedPads(geometry),
        group: inChannels,
      };
      lowering.define(node.outputs[0]!, lowering.op('Conv', [image, flipped], attributes), 'nchw');
      return;
    }
    lowering.define(
      node.outputs[0]!,
      transposedConvolution(lowering, image, weights, geometry, inChannels),
      'nchw',
    );
  },
};

/** Gradient of a depthwise convolution with respect to its filter: inputs x, dy. */
export const depthwiseFilterGradientOp: LazyOp<{ geometry: ConvGeometry }> = {
  name: 'DepthwiseConv2dNativeBackpropFilter',
  lower(lowering, node) {
    const { geometry } = node.attrs;
    const { batch, output, channels, kernel } = geometry;
    const multiplier = channels[1] / channels[0];
    const positions = output[0] * output[1];
    const [x, dy] = node.inputs.map((value) => lowering.nchw(value));
    const taps = tapWindows(lowering, x!, geometry).map((name) =>
      lowering.reshape(name, [batch * channels[0], 1, positions]),
    );
    const columns = taps.length === 1 ? taps[0]! : lowering.op('Concat', taps, { axis: 1 });
    const gradients = lowering.reshape(dy!, [batch * channels[0], multiplier, positions]);
    const products = lowering.op('FusedMatMul', [columns, gradients], { transB: 1 }, 'com.microsoft');
    const split = lowering.reshape(products, [batch, channels[0], taps.length, multiplier]);
    const total = lowering.op('ReduceSum', [split, lowering.ints([0])], { keepdims: 0 });
    lowering.define(
      node.outputs[0]!,
      lowering.reshape(lowering.transpose(total, [1, 0, 2]), [...kernel, channels[0], multiplier]),
    );
  },
};
