import { convertLayout, NCHWC } from '../graph/convertLayout.ts';
import type { LazyNode, LazyOp, LazyValue } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { applyActivation, type ActivationAttrs } from '../kernels/activation.ts';
import { convolution, plainConvolution, type Image } from './convolution.ts';
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
  lower(lowering, node: LazyNode<Conv2DNodeAttrs>) {
    const { bias } = node.attrs;
    const [x, filter, ...rest] = node.inputs as [LazyValue, LazyValue, ...LazyValue[]];
    const alpha = bias ? rest[1] : rest[0];
    const addend = bias ? lowering.plain(rest[0]!) : undefined;
    let { name, layout } = convolve(lowering, node.attrs, [x, filter], addend);
    if (alpha !== undefined && layout === 'blocked') {
      name = convertLayout(lowering, name, ['blocked', 'nchw'], node.outputs[0]!.shape, 'float32');
      layout = 'nchw';
    }
    const slope = alpha === undefined ? undefined : preluSlope(lowering, alpha);
    lowering.define(node.outputs[0]!, applyActivation(lowering, name, node.attrs, slope), layout);
  },
};

function convolve(
  lowering: Lowering,
  { geometry, depthwise }: Conv2DNodeAttrs,
  [x, filter]: readonly [LazyValue, LazyValue],
  bias: string | undefined,
): Image {
  const attributes = windowAttributes(geometry);
  const layout = geometry.channelsFirst ? 'plain' : 'nchw';
  if (depthwise) return depthwiseConvolution(lowering, x, filter, geometry, bias);
  const source = { name: lowering.plain(filter), shape: filter.shape as never, inputAxis: 2 as const };
  if (!lowering.constantWeights && !geometry.channelsFirst)
    return convolution(lowering, x, source, attributes, bias);
  const image = channelsFirst(lowering, x, geometry.channelsFirst);
  return { name: plainConvolution(lowering, image, source, attributes, bias), layout };
}

function depthwiseConvolution(
  lowering: Lowering,
  x: LazyValue,
  filter: LazyValue,
  geometry: ConvGeometry,
  bias: string | undefined,
): Image {
  const [inputs, outputs] = geometry.channels;
  const attributes = { ...windowAttributes(geometry), group: inputs };
  const addend = bias === undefined ? [] : [bias];
  if (inputs === outputs && lowering.isBlockable(inputs) && !geometry.channelsFirst) {
    const weights = blockDepthwiseFilter(lowering, lowering.plain(filter), geometry);
    const image = lowering.form(x, 'blocked');
    return { name: lowering.op('Conv', [image, weights, ...addend], attributes, NCHWC), layout: 'blocked' };
  }
  const image = channelsFirst(lowering, x, geometry.channelsFirst);
  return {
    name: lowering.op('Conv', [image, depthwiseFilterOihw(lowering, filter), ...addend], attributes),
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
  return shared(lowering, `oihw ${filter.id}`, () =>
    lowering.transpose(lowering.plain(filter), [3, 2, 0, 1]),
  );
}

/** A depthwise filter, [height, width, in, multiplier], as [in * multiplier, 1, height, width]. */
export function depthwiseFilterOihw(lowering: Lowering, filter: LazyValue): string {
  const [height, width, channels, multiplier] = filter.shape as [number, number, number, number];
  return shared(lowering, `depthwise ${filter.id}`, () =>
    lowering.reshape(lowering.transpose(lowering.plain(filter), [2, 3, 0, 1]), [
      channels * multiplier,
      1,
      height,
      width,
    ]),
  );
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
