import { totalmem } from 'node:os';
import { checkInteger, checkNumber } from '@pneumo/core';
import type { PixelDepth } from '../pixelSource.ts';
import { imageBytes } from '../storedPixels.ts';

/** What {@link planPixelCache} takes. */
export interface PixelCachePlanOptions {
  /** Number of images. */
  images: number;
  /** Width and height of the cached images. */
  size: number;
  /** Bits of a grey value; 8 by default. */
  depth?: PixelDepth;
  /** Bytes of pixels that may be held in memory; by default a quarter of what the process may use. */
  memoryLimit?: number;
}

/** Where the pixels of a cache will be. */
export interface PixelCachePlan {
  /** Bytes of all pixels, on disk in any case. */
  bytes: number;
  /** Bytes that may be held in memory. */
  memoryLimit: number;
  /** Whether they are held in memory; else each image is read by its position in the file when it is needed. */
  held: boolean;
}

/** The longest memory that every supported Node.js can share between threads. */
const MAX_SHARED_BYTES = 2 ** 32 - 1;

/**
 * Says before anything is read how large a cache will be and whether it will be held in memory. The pixels are the
 * same either way.
 *
 * @param options - number and form of the images, the limit
 * @returns bytes, limit, and whether the pixels stay below it (and below 4 GiB, the most that threads can share)
 * @throws PneumoError `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * planPixelCache({ images: 5856, size: 150, memoryLimit: 1e9 }); // { bytes: 131760000, memoryLimit: 1000000000, held: true }
 * planPixelCache({ images: 5856, size: 1024, memoryLimit: 1e9 }).held; // false
 * ```
 */
export function planPixelCache(options: PixelCachePlanOptions): PixelCachePlan {
  const { images, memoryLimit = defaultLimit() } = options;
  checkInteger('images', images, { min: 0 });
  checkNumber('memoryLimit', memoryLimit, { min: 0 });
  const bytes = images * imageBytes(options);
  return { bytes, memoryLimit, held: bytes <= Math.min(memoryLimit, MAX_SHARED_BYTES) };
}

function defaultLimit(): number {
  // 0 where nothing limits the process, or a huge number: a container's limit counts where it is the smaller one.
  const constrained = process.constrainedMemory();
  const memory = constrained > 0 ? Math.min(totalmem(), constrained) : totalmem();
  return Math.floor(memory / 4);
}
