import type { PixelData, PixelImage } from '@pneumo/core';
import type { BorderFill } from '../augmentPolicy.ts';
import { borderIndex } from './borderIndex.ts';
import type { Geometry, Size } from './geometryOf.ts';
import { rowCoordinates } from './rowCoordinates.ts';

/** Copies the nearest pixel for each output pixel; beyond the border a constant fill gives black. */
export function resampleNearest(
  { width, height, channels, data, range }: PixelImage,
  geometry: Geometry,
  fill: BorderFill,
  output: Size,
  out: PixelData,
): void {
  const xs = new Float64Array(output.width);
  const ys = new Float64Array(output.width);
  let at = 0;
  for (let row = 0; row < output.height; row++) {
    rowCoordinates(geometry, row, output.width, xs, ys);
    for (let column = 0; column < output.width; column++) {
      const x = borderIndex(Math.floor(xs[column]! + 0.5), width, fill);
      const y = borderIndex(Math.floor(ys[column]! + 0.5), height, fill);
      const from = (y * width + x) * channels;
      for (let channel = 0; channel < channels; channel++) {
        out[at++] = x < 0 || y < 0 ? range[0] : data[from + channel]!;
      }
    }
  }
}
