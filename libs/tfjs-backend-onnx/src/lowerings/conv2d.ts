import type { LazyNode, LazyOp, LazyValue } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import { applyActivation, type ActivationAttrs } from '../kernels/activation.ts';
import { convolution } from './convolution.ts';
import { windowAttributes, type ConvGeometry } from './convGeometry.ts';
import { channelsFirst, defineChannelsFirst } from './imageForms.ts';

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
    const { geometry, bias, depthwise } = node.attrs;
    const [x, filter, ...rest] = node.inputs;
    const image = channelsFirst(lowering, x!, geometry.channelsFirst);
    const alpha = bias ? rest[1] : rest[0];
    const addend = bias ? lowering.plain(rest[0]!) : undefined;
    let name: string;
    if (depthwise || lowering.constantWeights) {
      const weights = depthwise ? depthwiseFilterOihw(lowering, filter!) : filterOihw(lowering, filter!);
      const attributes = { ...windowAttributes(geometry), group: depthwise ? geometry.channels[0] : 1 };
      name = lowering.op('Conv', [image, weights, ...(addend === undefined ? [] : [addend])], attributes);
    } else {
      const source = { name: lowering.plain(filter!), shape: filter!.shape as never, inputAxis: 2 as const };
      name = convolution(lowering, image, source, windowAttributes(geometry), addend);
    }
    const slope = alpha === undefined ? undefined : preluSlope(lowering, alpha);
    defineChannelsFirst(
      lowering,
      node.outputs[0]!,
      applyActivation(lowering, name, node.attrs, slope),
      geometry.channelsFirst,
    );
  },
};

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
