import type { PixelImage } from '@pneumo/core';
import sharp from 'sharp';

/**
 * Writes a pixel image as an 8-bit PNG. Values of another range or type are scaled so that black becomes 0
 * and white 255, and clipped.
 *
 * @param image - grey or red, green, blue
 * @returns the file's bytes
 *
 * @example
 * ```ts
 * const png = await encodePng(pixelImage(2, 1, 1, Uint8Array.of(0, 255)));
 * String.fromCharCode(...png.subarray(1, 4)); // 'PNG'
 * ```
 */
export async function encodePng(image: PixelImage): Promise<Uint8Array> {
  const { width, height, channels } = image;
  const png = sharp(bytesOf(image), { raw: { width, height, channels } });
  const { buffer, byteOffset, byteLength } = await (channels === 1 ? png.toColourspace('b-w') : png)
    .png()
    .toBuffer();
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function bytesOf({ data, range: [black, white] }: PixelImage): Uint8Array {
  if (data instanceof Uint8Array && black === 0 && white === 255) return data;
  const scale = 255 / (white - black);
  return Uint8Array.from(data as ArrayLike<number>, (value) =>
    Math.min(255, Math.max(0, Math.round((value - black) * scale))),
  );
}
