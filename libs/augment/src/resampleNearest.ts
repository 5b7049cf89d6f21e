import type { PixelData, PixelImage } from '@pneumo/core';
import type { Affine } from './affine.ts';
import type { BorderFill } from './augmentPolicy.ts';
import { borderIndex } from './borderIndex.ts';

/** Copies the nearest pixel for each output pixel; beyond the border a constant fill gives black. */
export function resampleNearest(image: PixelImage, map: Affine, fill: BorderFill, out: PixelData): void {
  const { width, height, channels, data, range } = image;
  const [a, b, c, d, e, f] = map;
  let at = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const x = borderIndex(Math.floor(a * column + b * row + c + 0.5), width, fill);
      const y = borderIndex(Math.floor(d * column + e * row + f + 0.5), height, fill);
      const from = (y * width + x) * channels;
      for (let channel = 0; channel < channels; channel++) {
        out[at++] = x < 0 || y < 0 ? range[0] : data[from + channel]!;
      }
    }
  }
}
