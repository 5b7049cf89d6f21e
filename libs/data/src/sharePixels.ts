import { type PixelImage, pixelImage, PneumoError } from '@pneumo/core';
import type { PixelSource } from './pixelSource.ts';

/** Pixels that several threads read without a copy. */
export interface SharedPixels {
  /** Width and height of every image. */
  readonly size: number;
  /** The samples in the order of their images. */
  readonly ids: readonly string[];
  /** `ids.length` grey images of `size` × `size` bytes, one behind the other. */
  readonly buffer: SharedArrayBuffer;
  /** Masks of some of the samples, laid out like the images: 255 inside, 0 outside. */
  readonly masks?: {
    /** The samples that have a mask, in the order of their masks. */
    readonly ids: readonly string[];
    /** `masks.ids.length` masks of `size` × `size` bytes. */
    readonly buffer: SharedArrayBuffer;
  };
}

/** A pixel source whose pixels lie in shared memory. */
export interface SharedPixelSource extends PixelSource, SharedPixels {}

/**
 * Opens shared pixels as a source; the images are views into the shared memory.
 *
 * @param pixels - size, ids and bytes
 * @returns the source
 * @throws PneumoError `INVALID_IMAGE` when the memory has another length than size and ids say
 *
 * @example
 * ```ts
 * const source = sharedPixelSource({ size: 2, ids: ['a'], buffer: new SharedArrayBuffer(4) });
 * source.get('a').width; // 2
 * ```
 */
export function sharedPixelSource({ size, ids, buffer, masks }: SharedPixels): SharedPixelSource {
  const imageOf = imagesIn(size, ids, buffer);
  const maskOf = masks && imagesIn(size, masks.ids, masks.buffer);
  return {
    size,
    ids,
    buffer,
    ...(masks && maskOf && { masks, mask: maskOf }),
    get(id: string): PixelImage<Uint8Array> {
      const image = imageOf(id);
      if (image === undefined) {
        throw new PneumoError(
          'UNKNOWN_SAMPLE',
          `There are no pixels of ${id}; the source holds ${ids.length} other samples.`,
          {
            details: { id },
          },
        );
      }
      return image;
    },
  };
}

/**
 * Puts masks beside the images of a source, for batches that hold both.
 *
 * @param pixels - the images
 * @param masks - the masks of some of them, under the same ids and of the same size: a cache of a data set's masks
 * @returns a source of both, sharing their memory
 * @throws PneumoError `MIXED_SIZES` when masks and images differ in size, `UNKNOWN_SAMPLE` for a mask without image
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
export function pairMasks(pixels: SharedPixels, masks: SharedPixels): SharedPixelSource {
  const { size, ids, buffer } = pixels;
  if (size !== masks.size) {
    throw new PneumoError(
      'MIXED_SIZES',
      `The images are ${size}×${size} and the masks ${masks.size}×${masks.size}; make both of one size.`,
    );
  }
  const known = new Set(ids);
  const stray = masks.ids.find((id) => !known.has(id));
  if (stray !== undefined)
    throw new PneumoError('UNKNOWN_SAMPLE', `There is a mask but no image of ${stray}.`, {
      details: { id: stray },
    });
  return sharedPixelSource({ size, ids, buffer, masks: { ids: masks.ids, buffer: masks.buffer } });
}

function imagesIn(
  size: number,
  ids: readonly string[],
  buffer: SharedArrayBuffer,
): (id: string) => PixelImage<Uint8Array> | undefined {
  const length = size * size;
  if (buffer.byteLength !== ids.length * length) {
    throw new PneumoError(
      'INVALID_IMAGE',
      `${ids.length} images of ${size}×${size} need ${ids.length * length} bytes; the memory has ${buffer.byteLength}.`,
    );
  }
  const places = new Map(ids.map((id, i) => [id, i]));
  return (id) => {
    const place = places.get(id);
    return place === undefined
      ? undefined
      : pixelImage(size, size, 1, new Uint8Array(buffer, place * length, length));
  };
}

/**
 * Copies the images of any source into shared memory, so that a loading pool can use them.
 *
 * @param source - where the pixels come from
 * @param ids - the samples to copy
 * @returns a source of the same pixels
 * @throws PneumoError `MIXED_SIZES` when an image is not grey and of the source's size
 *
 * @example
 * ```ts
 * const source = { size: 1, get: () => pixelImage(1, 1, 1, Uint8Array.of(7)) };
 * sharePixels(source, ['a', 'b']).get('b').data[0]; // 7
 * ```
 */
export function sharePixels(source: PixelSource, ids: readonly string[]): SharedPixelSource {
  const { size } = source;
  const buffer = new SharedArrayBuffer(ids.length * size * size);
  const bytes = new Uint8Array(buffer);
  ids.forEach((id, i) => {
    const { data, width, height, channels } = source.get(id);
    if (width !== size || height !== size || channels !== 1) {
      throw new PneumoError(
        'MIXED_SIZES',
        `${id} is ${width}×${height}×${channels}; the source says ${size}×${size}×1.`,
        {
          details: { id },
        },
      );
    }
    bytes.set(data, i * size * size);
  });
  return sharedPixelSource({ size, ids: [...ids], buffer });
}
