import { NCHWC } from '../graph/convertLayout.ts';
import type { LazyOp, LazyValue } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { blockDepthwiseFilter, depthwiseFilterOihw } from './conv2d.ts';
import { paddingAfter, type ConvGeometry } from './convGeometry.ts';
import { flipped, flippedPads, isUnitStride, transposedConvolution } from './inputGradient.ts';
import { spreadOut } from './spreadOut.ts';
import { tapWindows } from './tapWindows.ts';

interface Attrs {
  readonly geometry: ConvGeometry;
}

/** Gradient of a depthwise convolution with respect to its input: inputs dy, filter. */
export const depthwiseInputGradientOp: LazyOp<Attrs> = {
  name: 'DepthwiseConv2dNativeBackpropInput',
  lower(lowering, node) {
    const { geometry } = node.attrs;
    const [dy, filter] = node.inputs as [LazyValue, LazyValue];
    const [inChannels, outChannels] = geometry.channels;
    const attributes = {
      kernel_shape: geometry.kernel,
      strides: [1, 1],
      dilations: [1, 1],
      group: inChannels,
    };
    const turned = (): string => flipped(lowering, lowering.plain(filter), geometry);
    if (isBlocked(lowering, geometry)) {
      const { name, pads } = spreadOut(lowering, lowering.form(dy, 'blocked'), geometry);
      const weights = blockDepthwiseFilter(lowering, turned(), geometry);
      const dx = lowering.op('Conv', [name, weights], { ...attributes, pads }, NCHWC);
      lowering.define(node.outputs[0]!, dx, 'blocked');
      return;
    }
    const image = lowering.nchw(dy);
    if (isUnitStride(geometry) && inChannels === outChannels) {
      const weights = lowering.reshape(lowering.transpose(turned(), [2, 3, 0, 1]), [
        inChannels,
        1,
        ...geometry.kernel,
      ]);
      const pads = flippedPads(geometry);
      lowering.define(
        node.outputs[0]!,
        lowering.op('Conv', [image, weights], { ...attributes, pads }),
        'nchw',
      );
      return;
    }
    const weights = depthwiseFilterOihw(lowering, lowering.plain(filter), filter.shape);
    const dx = transposedConvolution(lowering, image, weights, geometry, inChannels);
    lowering.define(node.outputs[0]!, dx, 'nchw');
  },
};

/** Gradient of a depthwise convolution with respect to its filter: inputs x, dy. */
export const depthwiseFilterGradientOp: LazyOp<Attrs> = {
  name: 'DepthwiseConv2dNativeBackpropFilter',
  lower(lowering, node) {
    const { geometry } = node.attrs;
    const [x, dy] = node.inputs as [LazyValue, LazyValue];
    const name = isBlocked(lowering, geometry)
      ? blockedFilterGradient(lowering, x, dy, geometry)
      : columns(lowering, x, dy, geometry);
    lowering.define(node.outputs[0]!, name);
  },
};

function isBlocked(lowering: Lowering, { channels, dilations }: ConvGeometry): boolean {
  return (
    channels[0] === channels[1] && lowering.isBlockable(channels[0]) && dilations.every((step) => step === 1)
  );
}

/**
 * dW[a,b,c] = sum over images and positions of x[n, p*s+a, q*s+b, c] * dy[n,p,q,c] is a depthwise convolution
 * of all n * c channels with dy as the filter, whose taps lie a stride apart; in memory both lie right already.
 */
function blockedFilterGradient(
  lowering: Lowering,
  x: LazyValue,
  dy: LazyValue,
  geometry: ConvGeometry,
): string {
  const { batch, channels, input, output, kernel, strides, pads } = geometry;
  const { block } = lowering;
  const count = batch * channels[0];
  const after = paddingAfter(geometry);
  const products = lowering.op(
    'Conv',
    [
      lowering.reshape(lowering.form(x, 'blocked'), [1, count, ...input]),
      lowering.reshape(lowering.form(dy, 'blocked'), [count, 1, ...output]),
    ],
    {
      group: count,
      kernel_shape: output,
      strides: [1, 1],
      dilations: strides,
      pads: [pads[0], pads[1], Math.max(0, after[0]), Math.max(0, after[1])],
    },
    NCHWC,
  );
  const taps = [0, 1].map((axis) => kernel[axis]! + Math.max(0, -after[axis]!));
  const blocks = channels[0] / block;
  const total = lowering.op(
    'ReduceSum',
    [lowering.reshape(products, [batch, blocks, ...taps, block]), lowering.ints([0])],
    { keepdims: 0 },
  );
  const cut = taps.every((tap, axis) => tap === kernel[axis])
    ? total
    : lowering.op('Slice', [total, lowering.ints([0, 0]), lowering.ints(kernel), lowering.ints([1, 2])]);
  return lowering.reshape(lowering.transpose(cut, [1, 2, 0, 3]), [...kernel, channels[0], 1]);
}

/** The general case: a matrix of all taps times dy for each image and channel. */
function columns(lowering: Lowering, x: LazyValue, dy: LazyValue, geometry: ConvGeometry): string {
  const { batch, output, channels, kernel } = geometry;
  const multiplier = channels[1] / channels[0];
  const positions = output[0] * output[1];
  const taps = tapWindows(lowering, lowering.nchw(x), geometry).map((name) =>
    lowering.reshape(name, [batch * channels[0], 1, positions]),
  );
  const rows = taps.length === 1 ? taps[0]! : lowering.op('Concat', taps, { axis: 1 });
  const gradients = lowering.reshape(lowering.nchw(dy), [batch * channels[0], multiplier, positions]);
  const products = lowering.op('FusedMatMul', [rows, gradients], { transB: 1 }, 'com.microsoft');
  const split = lowering.reshape(products, [batch, channels[0], taps.length, multiplier]);
  const total = lowering.op('ReduceSum', [split, lowering.ints([0])], { keepdims: 0 });
  return lowering.reshape(lowering.transpose(total, [1, 0, 2]), [...kernel, channels[0], multiplier]);
}
