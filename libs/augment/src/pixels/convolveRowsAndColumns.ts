import type { Frame } from '../frame.ts';
import { mirrorIndex } from './mirrorIndex.ts';

/**
 * Convolves rows, then columns, in place, with one symmetric kernel; mirrored at the border.
 *
 * @param half - weights of the centre and of each neighbour to one side
 */
export function convolveRowsAndColumns(
  values: Float32Array,
  { width, height, channels }: Frame,
  half: Float64Array,
): void {
  const radius = half.length - 1;
  const stride = width * channels;
  const line = new Float32Array((width + 2 * radius) * channels);
  for (let row = 0; row < height; row++) {
    const at = row * stride;
    for (let x = -radius; x < width + radius; x++) {
      const from = at + mirrorIndex(x, width) * channels;
      for (let c = 0; c < channels; c++) line[(x + radius) * channels + c] = values[from + c]!;
    }
    for (let i = 0; i < stride; i++) {
      const centre = i + radius * channels;
      let sum = half[0]! * line[centre]!;
      for (let k = 1; k <= radius; k++) {
        sum += half[k]! * (line[centre - k * channels]! + line[centre + k * channels]!);
      }
      values[at + i] = sum;
    }
  }
  // Columns, a row at a time: the memory is read along its rows.
  const source = values.slice();
  const sums = new Float64Array(stride);
  for (let row = 0; row < height; row++) {
    for (let i = 0; i < stride; i++) sums[i] = half[0]! * source[row * stride + i]!;
    for (let k = 1; k <= radius; k++) {
      const above = mirrorIndex(row - k, height) * stride;
      const below = mirrorIndex(row + k, height) * stride;
      const weight = half[k]!;
      for (let i = 0; i < stride; i++)
        sums[i] = sums[i]! + weight * (source[above + i]! + source[below + i]!);
    }
    for (let i = 0; i < stride; i++) values[row * stride + i] = sums[i]!;
  }
}
