import type { LazyOp } from '../graph/lazy.ts';
import type { Lowering } from '../graph/Lowering.ts';
import type { ConvGeometry } from './convGeometry.ts';
import { filterOihw } from './conv2d.ts';
import { convolution, plainConvolution } from './convolution.ts';
import { flippedTaps } from './flippedTaps.ts';
import { channelsFirst, defineChannelsFirst } from './imageForms.ts';
import { stridedInputGradient } from './stridedInputGradient.ts';

/** Gradient of a convolution with respect to its input: inputs dy, filter. */
export const inputGradientOp: LazyOp<{ geometry: ConvGeometry }> = {
  name: 'Conv2DBackpropInput',
  lower(lowering, node) {
    const { geometry } = node.attrs;
    const [dy, filter] = node.inputs;
    if (!isUnitStride(geometry)) {
      const blocked = stridedInputGradient(lowering, dy!, filter!, geometry);
      if (blocked !== null) return lowering.define(node.outputs[0]!, blocked, 'blocked');
      const dyName = channelsFirst(lowering, dy!, geometry.channelsFirst);
      const name = transposedConvolution(lowering, dyName, filterOihw(lowering, filter!), geometry, 1);
      return defineChannelsFirst(lowering, node.outputs[0]!, name, geometry.channelsFirst);
    }
    const source = {
      name: flipped(lowering, lowering.plain(filter!), geometry),
      shape: filter!.shape as never,
      inputAxis: 3 as const,
    };
    const attributes = {
      kernel_shape: geometry.kernel,
      strides: [1, 1],
      dilations: [1, 1],
      pads: flippedPads(geometry),
    };
    const { name, layout } = geometry.channelsFirst
      ? {
          name: plainConvolution(lowering, lowering.plain(dy!), source, attributes),
          layout: 'plain' as const,
        }
      : convolution(lowering, dy!, source, attributes);
    lowering.define(node.outputs[0]!, name, layout);
  },
};

/** Whether the gradient is itself a plain convolution (with a flipped filter, which beats ConvTranspose). */
export function isUnitStride({ strides, dilations, pads, kernel }: ConvGeometry): boolean {
  const fits = pads[0] < kernel[0] && pads[2] < kernel[0] && pads[1] < kernel[1] && pads[3] < kernel[1];
  return fits && [...strides, ...dilations].every((step) => step === 1);
}

/** Padding of the convolution that undoes a convolution of stride 1. */
export function flippedPads({
  kernel: [height, width],
  pads: [top, left, bottom, right],
}: ConvGeometry): [number, number, number, number] {
  return [height - 1 - top, width - 1 - left, height - 1 - bottom, width - 1 - right];
}

/** A filter [height, width, ...] turned round. */
export function flipped(lowering: Lowering, filter: string, { kernel }: ConvGeometry): string {
  if (kernel[0] * kernel[1] === 1) return filter;
  return flippedTaps(lowering, filter);
}

/** The general case. `group` is 1, or the number of channels of a depthwise convolution. */
export function transposedConvolution(
  lowering: Lowering,
  dy: string,
  weights: string,
  geometry: ConvGeometry,
  group: number,
): string {
  const { kernel, strides, dilations, pads, input, output } = geometry;
  // What a convolution that rounds down leaves over at the end never met the filter: its gradient is zero.
  const covered = [0, 1].map(
    (axis) => strides[axis]! * (output[axis]! - 1) + dilations[axis]! * (kernel[axis]! - 1) + 1,
  );
  const ends = [0, 1].map((axis) => covered[axis]! - pads[axis]! - input[axis]!);
  const full = lowering.op('ConvTranspose', [dy, weights], {
    kernel_shape: kernel,
    strides,
    dilations,
    pads: [0, 0, 0, 0],
    group,
  });
  const crop = [0, 0, -pads[0], -pads[1], 0, 0, -ends[0]!, -ends[1]!];
  return crop.every((count) => count === 0) ? full : lowering.op('Pad', [full, lowering.ints(crop)]);
}
