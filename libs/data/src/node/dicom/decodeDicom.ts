import { pixelImage, type PixelImage } from '@pneumo/core';
import type { DecodedImage, DecodeOptions } from '../../sources/imageSource.ts';
import { renderGrey } from '../../sources/renderGrey.ts';
import { resizeGrey } from '../resizeGrey.ts';
import { openDicom } from './openDicom.ts';

/**
 * Decodes a DICOM file as people see it: 8-bit grey under its window, white for what is dense, with square pixels, and resized
 * where a size is given.
 *
 * @param bytes - the file
 * @param name - for messages
 * @param options - size, kernel, window
 * @returns the image and the original's form
 * @throws PneumoError `BAD_IMAGE` naming file and reason
 */
export async function decodeDicom(
  bytes: Uint8Array,
  name: string,
  options: DecodeOptions = {},
): Promise<DecodedImage> {
  const opened = await openDicom(bytes, name);
  const grey = renderGrey(opened, options.window);
  const { width, height } = grey;
  return {
    image: await fit(grey, opened.pixelAspect, options),
    width,
    height,
    channels: opened.channels,
  };
}

async function fit(
  grey: PixelImage<Uint8Array>,
  aspect: number,
  { size, kernel = 'linear' }: DecodeOptions,
): Promise<PixelImage<Uint8Array>> {
  if (size !== undefined) return resizeGrey(grey, size, size, kernel);
  if (aspect === 1) return pixelImage(grey.width, grey.height, 1, grey.data);
  // Tall pixels: more rows. Never fewer of either, so that nothing is lost.
  return aspect > 1
    ? resizeGrey(grey, grey.width, Math.round(grey.height * aspect), kernel)
    : resizeGrey(grey, Math.round(grey.width / aspect), grey.height, kernel);
}
