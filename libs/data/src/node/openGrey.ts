import { pixelImage, PneumoError } from '@pneumo/core';
import sharp from 'sharp';
import type { OpenedImage } from '../sources/openedImage.ts';
import { badImage, damaged, inputOptions } from './decodeGrey.ts';

/**
 * Reads a JPEG, PNG, TIFF, WebP or GIF at the depth in which it is stored: 16-bit grey stays 16-bit grey.
 *
 * @param bytes - the file
 * @param name - for messages
 * @returns grey values, turned as the file says; of colour the luminance
 * @throws PneumoError `BAD_IMAGE`
 */
export async function openGrey(bytes: Uint8Array, name: string): Promise<OpenedImage & { channels: number }> {
  try {
    const input = sharp(bytes, inputOptions);
    const { depth, channels } = await input.metadata();
    const deep = depth === 'ushort';
    if (!deep && depth !== 'uchar')
      throw badImage(name, `has values of type ${depth}; expected 8 or 16 bits`);
    const upright = input.autoOrient().removeAlpha();
    const { data, info } = await (
      deep
        ? upright.toColourspace('grey16').raw({ depth: 'ushort' })
        : upright.greyscale().raw({ depth: 'uchar' })
    ).toBuffer({ resolveWithObject: true });
    const { buffer, byteOffset, byteLength } = data;
    const values = deep
      ? new Uint16Array(buffer.slice(byteOffset, byteOffset + byteLength))
      : new Uint8Array(buffer, byteOffset, byteLength);
    return {
      pixels: pixelImage(info.width, info.height, 1, values),
      offset: 0,
      modality: { slope: 1, intercept: 0 },
      // Without this a 16-bit picture would be stretched from its smallest to its largest value.
      voi: { centre: deep ? 32767.5 : 127.5, width: deep ? 65535 : 255, shape: 'linear-exact' },
      inverted: false,
      pixelAspect: 1,
      columns: {},
      burnedIn: 'unknown',
      channels,
    };
  } catch (cause) {
    if (cause instanceof PneumoError) throw cause;
    throw damaged(name, cause);
  }
}
