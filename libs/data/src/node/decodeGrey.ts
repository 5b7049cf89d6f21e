import { type PixelImage, pixelImage, PneumoError } from '@pneumo/core';
import sharp from 'sharp';

/** The kernel of the resampling, by sharp's names. */
export type ResizeKernel = 'nearest' | 'linear' | 'cubic' | 'mitchell' | 'lanczos2' | 'lanczos3';

/** How an image is decoded. */
export interface DecodeOptions {
  /** Width and height of the result; the image's own where missing. */
  size?: number;
  /** `linear` by default. */
  kernel?: ResizeKernel;
}

/** A decoded image and what its file said. */
export interface DecodedImage {
  /** Grey pixels, resized. */
  image: PixelImage<Uint8Array>;
  /** Columns of the original. */
  width: number;
  /** Rows of the original. */
  height: number;
  /** Channels of the original. */
  channels: number;
}

const FORMATS = new Set(['jpeg', 'png', 'webp', 'tiff', 'gif']);

/**
 * Decodes an image file to 8-bit grey and resizes it, aspect not kept, as the study does.
 *
 * The kernel is by default `linear`: shrinking averages over all pixels that fall into one (what torchvision
 * and Pillow call antialiased bilinear, and what ImageNet's weights have seen), and does not ring at the hard
 * border of a collimated film as Lanczos does. Colour becomes luminance; of several pages the first is taken.
 *
 * @param bytes - the file
 * @param name - for messages
 * @param options - size and kernel
 * @returns the image and the original's form
 * @throws PneumoError `BAD_IMAGE`; its detail `reason` ends a sentence that begins with the name. Every warning
 *   of a decoder counts: a JPEG that was cut off or whose data is damaged is refused, not filled with grey.
 */
export async function decodeGrey(
  bytes: Uint8Array,
  name: string,
  options: DecodeOptions = {},
): Promise<DecodedImage> {
  const { size, kernel = 'linear' } = options;
  if (bytes.length === 0) throw badImage(name, 'is empty');
  try {
    const input = sharp(bytes, { failOn: 'warning' });
    const { format, autoOrient, channels } = await input.metadata();
    if (!FORMATS.has(format)) throw badImage(name, `is ${format}; expected JPEG, PNG, TIFF, WebP or GIF`);
    let output = input.autoOrient().removeAlpha().greyscale();
    if (size !== undefined) output = output.resize(size, size, { fit: 'fill', kernel });
    const { data, info } = await output.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    const grey = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return {
      image: pixelImage(info.width, info.height, 1, grey),
      width: autoOrient.width,
      height: autoOrient.height,
      channels,
    };
  } catch (cause) {
    if (cause instanceof PneumoError) throw cause;
    const said = (cause as Error).message.split('\n')[0]!;
    const reason = /unsupported image format/i.test(said)
      ? 'is not an image, whatever its name says'
      : `cannot be decoded: it is cut off or damaged (${said})`;
    throw badImage(name, reason, cause);
  }
}

function badImage(name: string, reason: string, cause?: unknown): PneumoError {
  return new PneumoError('BAD_IMAGE', `${name} ${reason}.`, { cause, details: { name, reason } });
}
