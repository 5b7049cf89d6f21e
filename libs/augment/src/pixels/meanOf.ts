import { exactSum } from './exactSum.ts';

/** The mean grey: of colours, luma with the weights of ITU-R BT.601, as torchvision's rgb_to_grayscale rounds them. */
export function meanOf(values: Float32Array, channels: 1 | 3, range: readonly [number, number]): number {
  if (channels === 1) return exactSum(values, range) / values.length;
  let sum = 0;
  for (let i = 0; i < values.length; i += 3) {
    sum += 0.2989 * values[i]! + 0.587 * values[i + 1]! + 0.114 * values[i + 2]!;
  }
  return (sum * 3) / values.length;
}
