import { pixelImage, type PixelImage } from '@pneumo/core';
import sharp from 'sharp';
import type { ResizeKernel } from '../sources/imageSource.ts';

/**
 * Resizes a grey image, aspect not kept.
 *
 * @param image - 8-bit grey
 * @param width - columns of the result
 * @param height - rows of the result
 * @param kernel - of the resampling
 * @returns a new image, or the same one when it has that size
 */
export async function resizeGrey(
  image: PixelImage<Uint8Array>,
  width: number,
  height: number,
  kernel: ResizeKernel,
): Promise<PixelImage<Uint8Array>> {
  if (image.width === width && image.height === height) return image;
  const { buffer, byteOffset, byteLength } = await sharp(image.data, {
    raw: { width: image.width, height: image.height, channels: 1 },
  })
    .resize(width, height, { fit: 'fill', kernel })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  return pixelImage(width, height, 1, new Uint8Array(buffer, byteOffset, byteLength));
}
