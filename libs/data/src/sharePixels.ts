import { PneumoError } from '@pneumo/core';
import type { PixelSource } from './pixelSource.ts';
import { imageBytes, placedSource, type SharedPixels, type SharedPixelSource } from './storedPixels.ts';

/**
 * Opens shared pixels as a source; the images are views into the shared memory.
 *
 * @param pixels - size, depth, ids and bytes
 * @returns the source
 * @throws PneumoError `INVALID_IMAGE` when the memory has another length than size, depth and ids say
 *
 * @example
 * ```ts
 * const source = sharedPixelSource({ size: 2, ids: ['a'], buffer: new SharedArrayBuffer(4) });
 * source.get('a').width; // 2
 * ```
 */
export function sharedPixelSource(pixels: SharedPixels): SharedPixelSource {
  const { size, depth = 8, ids, buffer } = pixels;
  const length = imageBytes(pixels);
  if (buffer.byteLength !== ids.length * length) {
    throw new PneumoError(
      'INVALID_IMAGE',
      `${ids.length} images of ${size}×${size} need ${ids.length * length} bytes; the memory has ${buffer.byteLength}.`,
    );
  }
  const source = placedSource(pixels, (place) =>
    depth === 8
      ? new Uint8Array(buffer, place * length, length)
      : new Uint16Array(buffer, place * length, length / 2),
  );
  return { ...source, buffer };
}

/**
 * Copies the images of any source into shared memory, so that a loading pool can use them.
 *
 * @param source - where the pixels come from
 * @param ids - the samples to copy
 * @returns a source of the same pixels
 * @throws PneumoError `MIXED_SIZES` when an image is not grey and of the source's size; `MIXED_DEPTHS` when its values
 *   have other bits than the source says
 *
 * @example
 * ```ts
 * const source = { size: 1, get: () => pixelImage(1, 1, 1, Uint8Array.of(7)) };
 * sharePixels(source, ['a', 'b']).get('b').data[0]; // 7
 * ```
 */
export function sharePixels(source: PixelSource, ids: readonly string[]): SharedPixelSource {
  const { size, depth } = source;
  const length = size * size;
  const buffer = new SharedArrayBuffer(ids.length * imageBytes(source));
  const values = depth === 16 ? new Uint16Array(buffer) : new Uint8Array(buffer);
  ids.forEach((id, i) => {
    const { data, width, height, channels } = source.get(id);
    if (width !== size || height !== size || channels !== 1) {
      throw new PneumoError(
        'MIXED_SIZES',
        `${id} is ${width}×${height}×${channels}; the source says ${size}×${size}×1.`,
        { details: { id } },
      );
    }
    if (data.BYTES_PER_ELEMENT !== values.BYTES_PER_ELEMENT) {
      throw new PneumoError(
        'MIXED_DEPTHS',
        `${id} has ${8 * data.BYTES_PER_ELEMENT} bits; the source says ${depth ?? 8}. Give the source its depth.`,
        { details: { id } },
      );
    }
    values.set(data, i * length);
  });
  return sharedPixelSource({ size, ...(depth !== undefined && { depth }), ids: [...ids], buffer });
}
