import type { DecodedImage, DecodeOptions } from '../sources/imageSource.ts';
import type { OpenedImage } from '../sources/openedImage.ts';
import { renderGrey } from '../sources/renderGrey.ts';
import { badImage, decodeGrey } from './decodeGrey.ts';
import { imageFormat, notAnImage } from './imageFormat.ts';
import { openGrey } from './openGrey.ts';
import { resizeGrey } from './resizeGrey.ts';

/**
 * Decodes an image file of any kind that is read here, a DICOM file too, to 8-bit grey, resized where a size is given.
 *
 * @param bytes - the file
 * @param name - for messages
 * @param options - size, kernel, window
 * @returns the image and the original's form
 * @throws PneumoError `BAD_IMAGE`; its detail `reason` ends a sentence that begins with the name
 */
export async function decodeImage(
  bytes: Uint8Array,
  name: string,
  options: DecodeOptions = {},
): Promise<DecodedImage> {
  if (formatOf(bytes, name) === 'dicom') {
    const { decodeDicom } = await import('./dicom/decodeDicom.ts');
    return decodeDicom(bytes, name, options);
  }
  const { window, size, kernel = 'linear' } = options;
  if (!window) return decodeGrey(bytes, name, options);
  const opened = await openGrey(bytes, name);
  const grey = renderGrey(opened, window);
  const { width, height } = grey;
  return {
    image: size === undefined ? grey : await resizeGrey(grey, size, size, kernel),
    width,
    height,
    channels: opened.channels,
  };
}

/**
 * Reads an image file of any kind at the depth in which it is stored.
 *
 * @param bytes - the file
 * @param name - for messages
 * @returns grey values, 8 or 16 bits, and what the file says about them
 * @throws PneumoError `BAD_IMAGE`
 */
export async function openImage(bytes: Uint8Array, name: string): Promise<OpenedImage> {
  if (formatOf(bytes, name) !== 'dicom') return openGrey(bytes, name);
  const { openDicom } = await import('./dicom/openDicom.ts');
  return openDicom(bytes, name);
}

function formatOf(bytes: Uint8Array, name: string): string {
  if (bytes.length === 0) throw badImage(name, 'is empty');
  const format = imageFormat(bytes);
  if (!format) throw badImage(name, notAnImage(bytes));
  return format;
}
