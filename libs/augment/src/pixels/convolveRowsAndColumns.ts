import type { Frame } from '../frame.ts';
import { mirrorIndex } from './mirrorIndex.ts';

const f = Math.fround;

/**
 * Convolves rows, then columns, in place, in single precision, with one symmetric kernel; mirrored at the border.
 *
 * @param weights - weights of the centre and of each neighbour to one side
 */
export function convolveRowsAndColumns(
  values: Float32Array,
  { width, height, channels }: Frame,
  weights: Float64Array,
): void {
  const half = Float32Array.from(weights);
  const radius = half.length - 1;
  const stride = width * channels;
  const room = Math.max(3, radius);
  const line = new Float32Array((width + 2 * room) * channels);
  for (let row = 0; row < height; row++) {
    const at = row * stride;
    for (let x = -room; x < width + room; x++) {
      const from = at + mirrorIndex(x, width) * channels;
      for (let c = 0; c < channels; c++) line[(x + room) * channels + c] = values[from + c]!;
    }
    for (let from = 0; from < channels; from++) convolveLine(line, channels, from, half, values, at);
  }
  // Columns, a row at a time: the memory is read along its rows.
  const source = values.slice();
  const sums = new Float32Array(stride);
  for (let row = 0; row < height; row++) {
    const at = row * stride;
    if (radius <= 3) {
      const [a1, a2, a3] = [1, 2, 3].map((k) => mirrorIndex(row - k, height) * stride) as Three;
      const [b1, b2, b3] = [1, 2, 3].map((k) => mirrorIndex(row + k, height) * stride) as Three;
      const [w0, w1, w2, w3] = fourOf(half);
      for (let i = 0; i < stride; i++) {
        let sum = f(w0 * source[at + i]!);
        sum = f(sum + f(w1 * f(source[a1 + i]! + source[b1 + i]!)));
        sum = f(sum + f(w2 * f(source[a2 + i]! + source[b2 + i]!)));
        values[at + i] = f(sum + f(w3 * f(source[a3 + i]! + source[b3 + i]!)));
      }
      continue;
    }
    for (let i = 0; i < stride; i++) sums[i] = half[0]! * source[at + i]!;
    for (let k = 1; k <= radius; k++) {
      const above = mirrorIndex(row - k, height) * stride;
      const below = mirrorIndex(row + k, height) * stride;
      const weight = half[k]!;
      for (let i = 0; i < stride; i++)
        sums[i] = sums[i]! + f(weight * f(source[above + i]! + source[below + i]!));
    }
    for (let i = 0; i < stride; i++) values[at + i] = sums[i]!;
  }
}

type Three = [number, number, number];

/** The weights of a kernel of radius up to 3, padded with zeros: most blurs, and several times as fast without a loop. */
export function fourOf(half: Float32Array | Float64Array): readonly [number, number, number, number] {
  return [half[0]!, half[1] ?? 0, half[2] ?? 0, half[3] ?? 0];
}

/** One channel of one row; `line` has room for three pixels, or the kernel's radius, on either side. */
function convolveLine(
  line: Float32Array,
  channels: number,
  channel: number,
  half: Float32Array,
  out: Float32Array,
  at: number,
): void {
  const radius = half.length - 1;
  const room = Math.max(3, radius);
  const [w0, w1, w2, w3] = fourOf(half);
  const end = line.length - room * channels;
  for (let i = room * channels + channel, to = at + channel; i < end; i += channels, to += channels) {
    let sum = f(w0 * line[i]!);
    sum = f(sum + f(w1 * f(line[i - channels]! + line[i + channels]!)));
    sum = f(sum + f(w2 * f(line[i - 2 * channels]! + line[i + 2 * channels]!)));
    sum = f(sum + f(w3 * f(line[i - 3 * channels]! + line[i + 3 * channels]!)));
    for (let k = 4; k <= radius; k++)
      sum = f(sum + f(half[k]! * f(line[i - k * channels]! + line[i + k * channels]!)));
    out[to] = sum;
  }
}
