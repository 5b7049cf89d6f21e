import { pixelImage, type PixelImage } from '@pneumo/core';

/**
 * Resizes to a square without mixing values: each pixel takes the one in which its middle lies, as Pillow's NEAREST.
 *
 * @param image - 8-bit grey
 * @param size - width and height of the result
 * @returns a new image
 */
export function resizeNearest(
  { width, height, data }: PixelImage<Uint8Array>,
  size: number,
): PixelImage<Uint8Array> {
  const result = new Uint8Array(size * size);
  for (let y = 0; y < size; y++) {
    const row = Math.floor(((y + 0.5) * height) / size) * width;
    for (let x = 0; x < size; x++) result[y * size + x] = data[row + Math.floor(((x + 0.5) * width) / size)]!;
  }
  return pixelImage(size, size, 1, result);
}
