import type { PixelImage } from '@pneumo/core';
import type { BorderFill } from '../augmentPolicy.ts';
import { borderIndex } from './borderIndex.ts';
import type { Kernel } from './kernels.ts';

/** Wider filters than this are cut: shrinking by more is sampled. */
const WIDEST = 32;

/** A filter of one kernel over one image, with room for its weights. */
export function imageFilter(image: PixelImage, kernel: Kernel, fill: BorderFill): ImageFilter {
  const { width, height, channels, data, range } = image;
  const [black, white] = range;
  const constant = typeof fill === 'number' ? black + (white - black) * fill : 0;
  const { radius, weight } = kernel;
  const room = 2 * radius * WIDEST + 2;
  const weights = new Float64Array(room);
  const columns = new Int32Array(room);
  const sums = new Float64Array(channels);

  return (x, y, scaleX, scaleY, out, at) => {
    const sx = Math.min(WIDEST, scaleX);
    const sy = Math.min(WIDEST, scaleY);
    const left = Math.ceil(x - radius * sx);
    const taps = Math.floor(x + radius * sx) - left + 1;
    let total = 0;
    for (let i = 0; i < taps; i++) {
      const w = weight((left + i - x) / sx);
      weights[i] = w;
      total += w;
      columns[i] = borderIndex(left + i, width, fill);
    }
    const top = Math.ceil(y - radius * sy);
    const bottom = Math.floor(y + radius * sy);
    sums.fill(0);
    let totalY = 0;
    for (let row = top; row <= bottom; row++) {
      const w = weight((row - y) / sy);
      if (w === 0) continue;
      totalY += w;
      const from = borderIndex(row, height, fill);
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0;
        for (let i = 0; i < taps; i++) {
          const column = columns[i]!;
          const value =
            from < 0 || column < 0 ? constant : data[(from * width + column) * channels + channel]!;
          sum += weights[i]! * value;
        }
        sums[channel] = sums[channel]! + w * sum;
      }
    }
    const scale = 1 / (total * totalY);
    for (let channel = 0; channel < channels; channel++) {
      // Cubic interpolation overshoots at edges.
      const value = sums[channel]! * scale;
      out[at + channel] = value < black ? black : value > white ? white : value;
    }
  };
}

/**
 * Writes the filtered value of the image at (x, y), one for each channel, to `out` from `at` on.
 * The kernel is as many times wider as the picture shrinks there, along columns and rows of the source.
 */
export type ImageFilter = (
  x: number,
  y: number,
  scaleX: number,
  scaleY: number,
  out: Float32Array,
  at: number,
) => void;
