import { type PixelImage, PneumoError } from '@pneumo/core';
import type { StoredPixelSource } from './storedPixels.ts';

/**
 * Puts masks beside the images of a source, for batches that hold both.
 *
 * @param pixels - the images
 * @param masks - the masks of some of them, under the same ids and of the same size: a cache of a data set's masks
 * @returns a source of both, sharing their memory or files
 * @throws PneumoError `MIXED_SIZES` when masks and images differ in size, `MIXED_DEPTHS` for masks of 16 bits,
 *   `UNKNOWN_SAMPLE` for a mask without image
 *
 * @example
 * ```ts
 * const films = sharedPixelSource({ size: 1, ids: ['a', 'b'], buffer: new SharedArrayBuffer(2) });
 * const lungs = sharedPixelSource({ size: 1, ids: ['b'], buffer: new SharedArrayBuffer(1) });
 * const both = pairMasks(films, lungs);
 * both.mask!('a'); // undefined
 * both.mask!('b')!.width; // 1
 * ```
 */
export function pairMasks<S extends StoredPixelSource>(pixels: S, masks: StoredPixelSource): S {
  const { size } = pixels;
  if (size !== masks.size) {
    throw new PneumoError(
      'MIXED_SIZES',
      `The images are ${size}×${size} and the masks ${masks.size}×${masks.size}; make both of one size.`,
    );
  }
  if (masks.depth === 16)
    throw new PneumoError('MIXED_DEPTHS', 'Masks of 16 bits came; make them with a depth of 8.');
  const known = new Set(pixels.ids);
  const stray = masks.ids.find((id) => !known.has(id));
  if (stray !== undefined) {
    throw new PneumoError('UNKNOWN_SAMPLE', `There is a mask but no image of ${stray}.`, {
      details: { id: stray },
    });
  }
  const masked = new Set(masks.ids);
  const { ids } = masks;
  return {
    ...pixels,
    masks: 'file' in masks ? { size, ids, file: masks.file } : { size, ids, buffer: masks.buffer },
    mask: (id) => (masked.has(id) ? (masks.get(id) as PixelImage<Uint8Array>) : undefined),
    ...('close' in pixels && {
      close() {
        pixels.close();
        if ('close' in masks) masks.close();
      },
    }),
  };
}
