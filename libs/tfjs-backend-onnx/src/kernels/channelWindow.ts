import type { Lowering } from '../graph/Lowering.ts';

/** For each channel the sum over the channels at most `radius` away; x is [..., channels], given as rows. */
export function channelWindowSum(
  lowering: Lowering,
  x: string,
  shape: readonly number[],
  radius: number,
): string {
  const channels = shape[shape.length - 1]!;
  const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1);
  const size = 2 * radius + 1;
  // The mean of a window that counts its padding is its sum divided by its size.
  const padded = lowering.op('Pad', [
    lowering.reshape(x, [rows, 1, channels]),
    lowering.ints([0, 0, radius, 0, 0, radius]),
  ]);
  const means = lowering.op('AveragePool', [padded], { kernel_shape: [size], strides: [1] });
  return lowering.reshape(lowering.op('Mul', [means, lowering.scalar(size)]), shape);
}
