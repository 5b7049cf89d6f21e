import { pixelImage } from '@pneumo/core';
import sharp from 'sharp';
import type { GreyWindow } from '../sources/greyWindow.ts';
import type { ImageSource, ResizeKernel } from '../sources/imageSource.ts';
import { renderDeepGrey } from '../sources/renderGrey.ts';
import type { ResizedImage } from './decodeFiles.ts';

/** What 16-bit decoding needs of a source. */
export type DeepSource = Pick<ImageSource, 'open' | 'form'>;

/**
 * Decodes an image to 16-bit grey under its window and resizes it to a square, aspect not kept.
 *
 * @param id - the sample
 * @param bytes - what the source's `read` gave
 * @param source - gives stored values and the form
 * @param how - width and height, kernel, window
 * @returns the image and the original's form
 * @throws PneumoError `BAD_IMAGE`
 */
export async function decodeDeep(
  id: string,
  bytes: Uint8Array,
  source: DeepSource,
  how: { size: number; kernel: ResizeKernel; window?: GreyWindow },
): Promise<ResizedImage> {
  const { size, kernel, window } = how;
  const { width, height, channels } = await source.form(id, bytes);
  const grey = renderDeepGrey(await source.open(id, bytes), window);
  if (grey.width === size && grey.height === size) return { image: grey, width, height, channels };
  const { data } = await sharp(grey.data, { raw: { width: grey.width, height: grey.height, channels: 1 } })
    .toColourspace('grey16')
    .resize(size, size, { fit: 'fill', kernel })
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const values = new Uint16Array(
    data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer,
  );
  return { image: pixelImage(size, size, 1, values), width, height, channels };
}
