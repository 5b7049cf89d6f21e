import type { PixelData, PixelImage } from '@pneumo/core';
import type { BorderFill } from '../augmentPolicy.ts';
import type { Affine } from './affine.ts';
import { bilinearAt } from './bilinearAt.ts';
import type { Size } from './geometryOf.ts';
import { innerSpan } from './innerSpan.ts';
import { BYTE_PLACES, exactPlace, roundPlace } from './roundPlace.ts';

/**
 * Reads an image at the places that `map` gives for the centres of the output pixels, interpolating
 * between the four nearest (torch grid_sample, bilinear, align_corners false). Places between bytes are rounded.
 *
 * @returns the values, unrounded, in the output's size
 */
export function resampleBilinear(
  image: PixelImage,
  map: Affine,
  fill: BorderFill,
  output: Size,
): Float32Array {
  const { width, height, channels, data } = image;
  const out = new Float32Array(output.width * output.height * channels);
  const inner = channels === 1 ? innerGrey : innerColour;
  const bytes = data instanceof Uint8Array;
  const place = bytes ? roundPlace : exactPlace;
  // What is rounded to the last column has no neighbour on the right.
  const seam = bytes ? 1 / BYTE_PLACES : 0;
  for (let row = 0; row < output.height; row++) {
    const [start, end] = innerSpan(map, row, output.width, width - seam, height - seam);
    const at = row * output.width;
    border(image, map, place, fill, row, 0, start, out, at);
    inner(data, width, map, place, row, start, end, out, at);
    border(image, map, place, fill, row, end, output.width, out, at);
  }
  return out;
}

type Place = (place: number) => number;

function innerGrey(
  data: PixelData,
  width: number,
  map: Affine,
  place: Place,
  row: number,
  start: number,
  end: number,
  out: Float32Array,
  rowAt: number,
): void {
  const [a, b, c, d, e, f] = map;
  const x0 = b * row + c;
  const y0 = e * row + f;
  for (let column = start, at = rowAt + start; column < end; column++, at++) {
    const x = place(a * column + x0);
    const y = place(d * column + y0);
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
  place: Place,
  row: number,
  start: number,
  end: number,
  out: Float32Array,
  rowAt: number,
): void {
  const [a, b, c, d, e, f] = map;
  const below = 3 * width;
  let at = (rowAt + start) * 3;
  for (let column = start; column < end; column++) {
    const x = place(a * column + b * row + c);
    const y = place(d * column + e * row + f);
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
  image: PixelImage,
  map: Affine,
  place: Place,
  fill: BorderFill,
  row: number,
  start: number,
  end: number,
  out: Float32Array,
  rowAt: number,
): void {
  for (let column = start; column < end; column++) {
    const x = place(map[0] * column + map[1] * row + map[2]);
    const y = place(map[3] * column + map[4] * row + map[5]);
    bilinearAt(image, x, y, fill, out, (rowAt + column) * image.channels);
  }
}
