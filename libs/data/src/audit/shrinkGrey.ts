import type { PixelImage } from '@pneumo/core';

/** A grey picture of small size, 0 to 1, row by row. */
export interface GreyGrid {
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Brightness from 0 to 1. */
  readonly data: Float32Array;
}

/**
 * Averages an image down to a grid (area averaging, so that nothing aliases); colour becomes grey by the mean
 * of the channels. Where the grid is finer than the image, its cells repeat pixels.
 *
 * @param image - the image
 * @param width - columns of the grid
 * @param height - rows of the grid
 * @returns the grid, brightness as a share of the image's range
 */
export function shrinkGrey(image: PixelImage<Uint8Array>, width: number, height: number): GreyGrid {
  const { channels, data } = image;
  const columns = cells(image.width, width);
  const rows = cells(image.height, height);
  const result = new Float32Array(width * height);
  const [low, high] = image.range;
  for (let y = 0; y < height; y++) {
    const [top, bottom] = rows[y]!;
    for (let x = 0; x < width; x++) {
      const [left, right] = columns[x]!;
      let sum = 0;
      for (let row = top; row < bottom; row++) {
        const start = (row * image.width + left) * channels;
        const end = (row * image.width + right) * channels;
        for (let i = start; i < end; i++) sum += data[i]!;
      }
      result[y * width + x] = (sum / ((right - left) * (bottom - top) * channels) - low) / (high - low);
    }
  }
  return { width, height, data: result };
}

/** The whole pixels that each cell covers, at least one. */
function cells(size: number, count: number): (readonly [start: number, end: number])[] {
  return Array.from({ length: count }, (_, i) => {
    const start = Math.min(size - 1, Math.floor((i * size) / count));
    return [start, Math.max(start + 1, Math.floor(((i + 1) * size) / count))] as const;
  });
}
