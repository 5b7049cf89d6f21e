import { convertLayout } from '../graph/convertLayout.ts';
import type { LazyNode, LazyOp, LazyValue } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { applyActivation, type ActivationAttrs } from '../kernels/activation.ts';
import { blockedConv, convolution, plainConvolution, type Image } from './convolution.ts';
import { windowAttributes, type ConvGeometry } from './convGeometry.ts';
import { channelsFirst } from './imageForms.ts';

/** Attributes of a recorded convolution. */
export interface Conv2DNodeAttrs extends ActivationAttrs {
  /** Geometry. */
  readonly geometry: ConvGeometry;
  /** Whether a bias follows the filter. */
  readonly bias: boolean;
  /** One filter per input channel (depthwise). */
  readonly depthwise: boolean;
}

/** Convolution with optional bias and activation: inputs x, filter, bias?, prelu weights?. */
export const conv2DOp: LazyOp<Conv2DNodeAttrs> = {
  name: 'Conv2D',
  deferred: true,
  lower(lowering, node: LazyNode<Conv2DNodeAttrs>) {
    const { bias } = node.attrs;
    const [x, filter, ...rest] = node.inputs as [LazyValue, LazyValue, ...LazyValue[]];
    const alpha = bias ? rest[1] : rest[0];
    const addend = bias ? lowering.plain(rest[0]!) : undefined;
    const source = { name: lowering.plain(filter), shape: filter.shape };
    let { name, layout } = convolve(lowering, node.attrs, x, source, addend);
    if (alpha !== undefined && layout === 'blocked') {
      name = convertLayout(lowering, name, ['blocked', 'nchw'], node.outputs[0]!.shape, 'float32');
      layout = 'nchw';
    }
    const slope = alpha === undefined ? undefined : preluSlope(lowering, alpha);
    lowering.define(node.outputs[0]!, applyActivation(lowering, name, node.attrs, slope), layout);
  },
};

/** Whether what follows a convolution may become part of it. */
export function isAbsorbable(lowering: Lowering, value: LazyValue): boolean {
  const { node } = value;
  if (node === null || node.op !== (conv2DOp as LazyOp) || lowering.isLowered(node)) return false;
  const { activation, geometry } = node.attrs as Conv2DNodeAttrs;
  return (
    activation === 'linear' &&
    !geometry.channelsFirst &&
    !lowering.constantWeights &&
    !lowering.isOutput(value) &&
    lowering.consumers(value).length === 1
  );
}

/** Emits factor * convolution + shift (and relu of it), one value each a channel, under the name of `output`. */
export function lowerScaledConv2D(
  lowering: Lowering,
  { attrs, inputs }: LazyNode<Conv2DNodeAttrs>,
  output: LazyValue,
  { factor, shift, relu }: { readonly factor: string; readonly shift: string; readonly relu: boolean },
): void {
  const [x, filter, bias] = inputs as [LazyValue, LazyValue, LazyValue?];
  // The channels of the output are the last axis of the filter, or the last two of a depthwise one.
  const factors = attrs.depthwise ? lowering.reshape(factor, filter.shape.slice(2)) : factor;
  const scaled = { name: lowering.op('Mul', [lowering.plain(filter), factors]), shape: filter.shape };
  const addend =
    bias === undefined
      ? shift
      : lowering.op('Add', [lowering.op('Mul', [lowering.plain(bias), factor]), shift]);
  const { name, layout } = convolve(lowering, attrs, x, scaled, addend, relu);
  lowering.define(output, name, layout);
}

interface Filter {
  readonly name: string;
  readonly shape: readonly number[];
}

function convolve(
  lowering: Lowering,
  { geometry, depthwise }: Conv2DNodeAttrs,
  x: LazyValue,
  filter: Filter,
  bias: string | undefined,
  relu = false,
): Image {
  const attributes = windowAttributes(geometry);
  if (depthwise) return depthwiseConvolution(lowering, x, filter, geometry, bias, relu);
  const source = { name: filter.name, shape: filter.shape as never, inputAxis: 2 as const };
  if (!lowering.constantWeights && !geometry.channelsFirst)
    return convolution(lowering, x, source, attributes, bias, relu);
  const image = channelsFirst(lowering, x, geometry.channelsFirst);
  const name = plainConvolution(lowering, image, source, attributes, bias, relu);
  return { name, layout: geometry.channelsFirst ? 'plain' : 'nchw' };
}

function depthwiseConvolution(
  lowering: Lowering,
  x: LazyValue,
  filter: Filter,
  geometry: ConvGeometry,
  bias: string | undefined,
  relu: boolean,
): Image {
  const [inputs, outputs] = geometry.channels;
  const attributes = { ...windowAttributes(geometry), group: inputs };
  const addend = bias === undefined ? [] : [bias];
  if (inputs === outputs && lowering.isBlockable(inputs) && !geometry.channelsFirst) {
    const operands = [
      lowering.form(x, 'blocked'),
      blockDepthwiseFilter(lowering, filter.name, geometry),
      ...addend,
    ];
    return { name: blockedConv(lowering, operands, attributes, relu), layout: 'blocked' };
  }
  const image = channelsFirst(lowering, x, geometry.channelsFirst);
  const name = lowering.op(
    'Conv',
    [image, depthwiseFilterOihw(lowering, filter.name, filter.shape), ...addend],
    attributes,
  );
  return {
    name: relu ? lowering.op('Relu', [name]) : name,
    layout: geometry.channelsFirst ? 'plain' : 'nchw',
  };
}

/** A depthwise filter, [height, width, in, 1], as [in / block, 1, height, width, 1, block]. */
export function blockDepthwiseFilter(
  lowering: Lowering,
  filter: string,
  { kernel, channels: [channels] }: ConvGeometry,
): string {
  const { block } = lowering;
  const split = lowering.reshape(filter, [kernel[0] * kernel[1], channels / block, block]);
  return lowering.reshape(lowering.transpose(split, [1, 0, 2]), [channels, 1, ...kernel]);
}

/** A filter of TensorFlow.js, [height, width, in, out], as ONNX has it, [out, in, height, width]. */
export function filterOihw(lowering: Lowering, filter: LazyValue): string {
  return shared(lowering, `oihw ${filter.id}`, () => {
    const [height, width, inputs, outputs] = filter.shape as [number, number, number, number];
    const plain = lowering.plain(filter);
    if (height * width === 1) return lowering.transpose(plain, [3, 2, 0, 1]);
    // Two steps that move one axis each: ONNX Runtime has fast code for those, and takes five times longer for [3, 2, 0, 1].
    const taps = lowering.reshape(plain, [height * width, inputs, outputs]);
    const rows = lowering.reshape(lowering.transpose(taps, [0, 2, 1]), [height * width, outputs * inputs]);
    return lowering.reshape(lowering.transpose(rows, [1, 0]), [outputs, inputs, height, width]);
  });
}

/** A depthwise filter, [height, width, in, multiplier], as [in * multiplier, 1, height, width]. */
export function depthwiseFilterOihw(lowering: Lowering, filter: string, shape: readonly number[]): string {
  const [height, width, channels, multiplier] = shape as [number, number, number, number];
  return lowering.reshape(lowering.transpose(filter, [2, 3, 0, 1]), [
    channels * multiplier,
    1,
    height,
    width,
  ]);
}

/** Makes a piece of the graph once. */
export function shared(lowering: Lowering, key: string, make: () => string): string {
  let name = lowering.shared.get(key);
  if (name === undefined) lowering.shared.set(key, (name = make()));
  return name;
}

function preluSlope(lowering: Lowering, alpha: LazyValue): string {
  const plain = lowering.plain(alpha);
  if (alpha.shape.length === 1 && alpha.shape[0] !== 1)
    return lowering.reshape(plain, [alpha.shape[0]!, 1, 1]);
  if (alpha.shape.length < 3) return plain;
  const rank = alpha.shape.length;
  return lowering.transpose(plain, rank === 3 ? [2, 0, 1] : [0, 3, 1, 2]);
}
