import { checkInteger, isPneumoError, type PixelImage, PneumoError, systemCode } from '@pneumo/core';
import type { DecodeOptions } from '../sources/imageSource.ts';
import { decodeImage } from './decodeImage.ts';
import { readBytes } from './readBytes.ts';

/**
 * Reads one image file as the pixel cache reads it: 8-bit grey and, where a size is given, resized to a square.
 *
 * @param path - a JPEG, PNG, TIFF, WebP, GIF or DICOM file
 * @param options - size, kernel, window
 * @returns the image
 * @throws PneumoError `NOT_FOUND` when it cannot be read, `BAD_IMAGE` when it is empty, no image or damaged
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * const films = generatePhantom({ seed: 1, patients: 20, size: 32 });
 * const root = await mkdtemp('/tmp/pneumo-example-');
 * const [sample] = await writeFolder(films.samples.slice(0, 1), films, root);
 * const image = await readImageFile(`${root}/${sample!.id}`, { size: 16 });
 * image.data.length; // 256
 * ```
 */
export async function readImageFile(
  path: string,
  options: DecodeOptions = {},
): Promise<PixelImage<Uint8Array>> {
  if (options.size !== undefined) checkInteger('size', options.size, { min: 1, max: 8192 });
  let bytes: Uint8Array;
  try {
    bytes = await readBytes(path, path);
  } catch (cause) {
    if (isPneumoError(cause)) throw cause;
    throw new PneumoError(
      'NOT_FOUND',
      `${path} cannot be read (${systemCode(cause)}); expected an image file.`,
      {
        cause,
        details: { path },
      },
    );
  }
  return (await decodeImage(bytes, path, options)).image;
}
