import type { PixelImage } from '@pneumo/core';
import type { BorderFill } from '../augmentPolicy.ts';
import { borderIndex } from './borderIndex.ts';

/** Interpolates between the four pixels nearest to (x, y), whatever lies beyond the border; one value a channel. */
export function bilinearAt(
  { width, height, channels, data, range }: PixelImage,
  x: number,
  y: number,
  fill: BorderFill,
  out: Float32Array,
  at: number,
): void {
  const constant = typeof fill === 'number' ? range[0] + (range[1] - range[0]) * fill : 0;
  const left = Math.floor(x);
  const top = Math.floor(y);
  const u = x - left;
  const v = y - top;
  const xs = borderIndex(left, width, fill);
  const xe = borderIndex(left + 1, width, fill);
  const ys = borderIndex(top, height, fill);
  const ye = borderIndex(top + 1, height, fill);
  for (let channel = 0; channel < channels; channel++) {
    const p = xs < 0 || ys < 0 ? constant : data[(ys * width + xs) * channels + channel]!;
    const q = xe < 0 || ys < 0 ? constant : data[(ys * width + xe) * channels + channel]!;
    const r = xs < 0 || ye < 0 ? constant : data[(ye * width + xs) * channels + channel]!;
    const s = xe < 0 || ye < 0 ? constant : data[(ye * width + xe) * channels + channel]!;
    const upper = p + (q - p) * u;
    const lower = r + (s - r) * u;
    out[at + channel] = upper + (lower - upper) * v;
  }
}
