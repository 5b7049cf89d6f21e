import type { PixelData, PixelImage } from '@pneumo/core';
import type { Affine } from './affine.ts';
import type { BorderFill } from './augmentPolicy.ts';
import { borderIndex } from './borderIndex.ts';
import { innerSpan } from './innerSpan.ts';

/**
 * Reads an image at the places that `map` gives for the centres of the output pixels, interpolating
 * between the four nearest (torch grid_sample, bilinear, align_corners false).
 *
 * @returns the values, unrounded, in the size of the image
 */
export function resampleBilinear(image: PixelImage, map: Affine, fill: BorderFill): Float32Array {
  const { width, height, channels, data } = image;
  const out = new Float32Array(data.length);
  const inner = channels === 1 ? innerGrey : innerColour;
  for (let row = 0; row < height; row++) {
    const [start, end] = innerSpan(map, row, width, width, height);
    border(image, map, fill, row, 0, start, out);
    inner(data, width, map, row, start, end, out);
    border(image, map, fill, row, end, width, out);
  }
  return out;
}

function innerGrey(
  data: PixelData,
  width: number,
  map: Affine,
  row: number,
  start: number,
  end: number,
  out: Float32Array,
): void {
  const [a, b, c, d, e, f] = map;
  const x0 = b * row + c;
  const y0 = e * row + f;
  for (let column = start, at = row * width + start; column < end; column++, at++) {
    const x = a * column + x0;
    const y = d * column + y0;
    const left = x | 0;
    const top = y | 0;
    const u = x - left;
    const v = y - top;
    const from = top * width + left;
    const p = data[from]!;
    const r = data[from + width]!;
    const upper = p + (data[from + 1]! - p) * u;
    const lower = r + (data[from + width + 1]! - r) * u;
    out[at] = upper + (lower - upper) * v;
  }
}

function innerColour(
  data: PixelData,
  width: number,
  map: Affine,
  row: number,
  start: number,
  end: number,
  out: Float32Array,
): void {
  const [a, b, c, d, e, f] = map;
  const below = 3 * width;
  let at = (row * width + start) * 3;
  for (let column = start; column < end; column++) {
    const x = a * column + b * row + c;
    const y = d * column + e * row + f;
    const left = x | 0;
    const top = y | 0;
    const u = x - left;
    const v = y - top;
    let from = (top * width + left) * 3;
    for (let channel = 0; channel < 3; channel++, from++) {
      const p = data[from]!;
      const r = data[from + below]!;
      const upper = p + (data[from + 3]! - p) * u;
      const lower = r + (data[from + below + 3]! - r) * u;
      out[at++] = upper + (lower - upper) * v;
    }
  }
}

/** The same for columns [start, end) of a row where some neighbour may lie beyond the border. */
function border(
  { width, height, channels, data, range }: PixelImage,
  map: Affine,
  fill: BorderFill,
  row: number,
  start: number,
  end: number,
  out: Float32Array,
): void {
  if (start >= end) return;
  const constant = typeof fill === 'number' ? range[0] + (range[1] - range[0]) * fill : 0;
  for (let column = start; column < end; column++) {
    const x = map[0] * column + map[1] * row + map[2];
    const y = map[3] * column + map[4] * row + map[5];
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
      out[(row * width + column) * channels + channel] = upper + (lower - upper) * v;
    }
  }
}
