import { pixelImage } from '@pneumo/core';
import type { DecodedImage } from '../../sources/imageSource.ts';
import { greyJpegKernels } from './GreyJpegKernels.ts';
import { jpegHeader } from './jpegHeader.ts';

/** As everywhere here. */
const MOST_PIXELS = 100_000_000;

/**
 * Decodes an ordinary grey JPEG file, or a coloured one without colour, and shrinks it to a square, faster than the
 * general decoder. A film that is twice as large as asked for (four times, eight times) is shrunk by as much while it is
 * decoded, by an inverse cosine transform of fewer points; the rest is an antialiased linear resize.
 *
 * @param bytes - the file
 * @param size - width and height of the result
 * @param draft - whether it may be shrunk while it is decoded; without, the result is the exact one, rounded
 * @returns the image; undefined for every other file, damaged ones too: a general decoder may judge them
 */
export function decodeGreyJpeg(bytes: Uint8Array, size: number, draft = true): DecodedImage | undefined {
  const header = jpegHeader(bytes);
  if (!header) return undefined;
  const { width, height, components } = header;
  if (width * height > MOST_PIXELS) return undefined;
  const ratio = Math.min(width, height) / size;
  const shrink = !draft ? 1 : ratio >= 8 ? 8 : ratio >= 4 ? 4 : ratio >= 2 ? 2 : 1;
  let data: Uint8Array | undefined;
  try {
    data = greyJpegKernels()?.decode(bytes, header, size, shrink);
  } catch {
    // It led beyond its own end: damaged.
  }
  if (!data) return undefined;
  return { image: pixelImage(size, size, 1, data), width, height, channels: components.length };
}
