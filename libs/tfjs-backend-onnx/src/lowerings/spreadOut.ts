import type { Lowering } from '../graph/Lowering.ts';
import type { ConvGeometry } from './convGeometry.ts';

/**
 * The gradient of a blocked output with as many zeros between its positions as the stride skipped, and the
 * padding with which a convolution of stride 1 by the flipped filter makes it the gradient of the input.
 */
export function spreadOut(
  lowering: Lowering,
  dy: string,
  { batch, channels, input, output, kernel, strides, pads }: ConvGeometry,
): { name: string; pads: [number, number, number, number] } {
  const { block } = lowering;
  const [down, across] = strides;
  const size = [output[0] * down, output[1] * across] as const;
  const before = [kernel[0] - 1 - pads[0], kernel[1] - 1 - pads[1]] as const;
  // What the convolution makes with no padding at the end, against what is wanted.
  const missing = [0, 1].map((axis) => input[axis]! - (before[axis]! + size[axis]! - kernel[axis]! + 1));
  // Zeros after the last position that are too many go; those that lack are padding.
  const crop = missing.map((count) => Math.min(0, count));
  const after = missing.map((count) => Math.max(0, count));
  const padding: [number, number, number, number] = [before[0], before[1], after[0]!, after[1]!];
  if (down * across === 1 && crop.every((count) => count === 0)) return { name: dy, pads: padding };
  const images = (batch * channels[1]) / block;
  const apart = lowering.op('Pad', [
    lowering.reshape(dy, [images, output[0], 1, output[1], 1, block]),
    lowering.ints([0, 0, 0, 0, 0, 0, 0, 0, down - 1, 0, across - 1, 0]),
  ]);
  const rows = lowering.reshape(apart, [images, ...size, block]);
  const name = crop.every((count) => count === 0)
    ? rows
    : lowering.op('Pad', [rows, lowering.ints([0, 0, 0, 0, 0, crop[0]!, crop[1]!, 0])]);
  return {
    name: lowering.reshape(name, [batch, channels[1], size[0] + crop[0]!, size[1] + crop[1]!]),
    pads: padding,
  };
}
