import { type PixelImage, pixelImage, PneumoError } from '@pneumo/core';
import type { PixelDepth, PixelSource } from './pixelSource.ts';

/** How images lie one behind the other. */
export interface PixelLayout {
  /** Width and height of every image. */
  readonly size: number;
  /** Bits of every grey value; 8 where missing. 16-bit values lie with their low byte first. */
  readonly depth?: PixelDepth;
  /** The samples in the order of their images. */
  readonly ids: readonly string[];
}

/** Pixels that several threads read without a copy. */
export interface SharedPixels extends PixelLayout {
  /** `ids.length` grey images of `size` × `size` values, one behind the other. */
  readonly buffer: SharedArrayBuffer;
}

/** Pixels in a file, from which one image at a time is read by its position. */
export interface FilePixels extends PixelLayout {
  /** Path of a file of `ids.length` grey images of `size` × `size` values, one behind the other, and nothing else. */
  readonly file: string;
}

/** Pixels as plain data, which can be sent to a thread. */
export type StoredPixels = SharedPixels | FilePixels;

/** Masks that go with images. */
export interface PairedMasks {
  /** Masks of some of the samples, 255 inside and 0 outside: of 8 bits and of the images' size. */
  readonly masks?: StoredPixels;
}

/** A pixel source whose pixels lie in shared memory. */
export interface SharedPixelSource extends PixelSource, SharedPixels, PairedMasks {
  /** Bits of every grey value; 8 where missing. */
  readonly depth?: PixelDepth;
}

/** A pixel source that reads from a file when it is asked. */
export interface FilePixelSource extends PixelSource, FilePixels, PairedMasks {
  /** Bits of every grey value; 8 where missing. */
  readonly depth?: PixelDepth;
  /** Closes the file; nothing can be read afterwards. */
  close(): void;
}

/** A pixel source that a loading pool can use. */
export type StoredPixelSource = SharedPixelSource | FilePixelSource;

/** Bytes of one image of a layout. */
export function imageBytes({ size, depth = 8 }: Pick<PixelLayout, 'size' | 'depth'>): number {
  return (size * size * depth) / 8;
}

/**
 * What all stored sources have in common: the search for a sample's place.
 *
 * @param layout - size, depth, ids
 * @param valuesAt - gives the values of the image at a place; called with places from 0 to `ids.length - 1`
 * @returns the source
 */
export function placedSource(
  { size, depth, ids }: PixelLayout,
  valuesAt: (place: number) => Uint8Array | Uint16Array,
): PixelSource & PixelLayout {
  const places = new Map(ids.map((id, i) => [id, i]));
  return {
    size,
    ...(depth !== undefined && { depth }),
    ids,
    get(id: string): PixelImage<Uint8Array | Uint16Array> {
      const place = places.get(id);
      if (place === undefined) {
        throw new PneumoError(
          'UNKNOWN_SAMPLE',
          `There are no pixels of ${id}; the source holds ${ids.length} other samples.`,
          { details: { id } },
        );
      }
      return pixelImage(size, size, 1, valuesAt(place));
    },
  };
}
