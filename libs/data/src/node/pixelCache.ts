import type { PixelDepth } from '../pixelSource.ts';
import type { StoredPixelSource } from '../storedPixels.ts';
import type { GreyWindow } from '../sources/greyWindow.ts';
import type { BadFile, ResizeKernel } from '../sources/imageSource.ts';

/** What a cache knows of an original. */
export interface CachedImage {
  /** The sample. */
  id: string;
  /** SHA-256 of the file, 64 hexadecimal digits. */
  sha256: string;
  /** Columns of the original. */
  width: number;
  /** Rows of the original. */
  height: number;
  /** Channels of the original. */
  channels: number;
  /** Size of the file. */
  bytes: number;
}

/** How the pixels of a cache were made. */
export interface PixelCacheSettings {
  /** Width and height of the cached images. */
  size: number;
  /** Bits of a grey value; 8 where missing. */
  depth?: PixelDepth;
  /** Kernel of the resampling. */
  kernel: ResizeKernel;
  /** The aspect is not kept. */
  fit: 'fill';
  /** Version of libvips, which decodes and resizes. */
  libvips: string;
  /** The window that was chosen instead of what the files say. */
  window?: GreyWindow;
}

/** What is known of a cache beside its pixels. */
export interface PixelCacheFacts {
  /** SHA-256 of settings and contents, 64 hexadecimal digits. */
  readonly key: string;
  /** The index file on disk. */
  readonly path: string;
  /** How the pixels were made. */
  readonly settings: PixelCacheSettings;
  /** The originals, in the order of `ids`. */
  readonly images: readonly CachedImage[];
  /** Files that could not be used and were left out because that was asked for. */
  readonly skipped: readonly BadFile[];
  /** Closes the file of pixels where they are read from it; without effect where they are held in memory. */
  close(): void;
}

/**
 * Pixels of a data set, decoded and resized: held in shared memory (`buffer`), or, where they are more than the memory
 * limit, read from their `file` by position.
 */
export type PixelCache = StoredPixelSource & PixelCacheFacts;

/** The index file: everything but the pixels. */
export interface PixelCacheIndex {
  /** Version of the form. */
  schemaVersion: 1;
  /** SHA-256 of settings and contents. */
  key: string;
  /** How the pixels were made. */
  settings: PixelCacheSettings;
  /** The file of pixels beside the index. */
  pixels: { file: string; bytes: number; sha256: string };
  /** The originals, in the order of their pixels. */
  images: CachedImage[];
  /** Files that could not be used. */
  skipped: BadFile[];
}

/**
 * The cache of an index and its pixels.
 *
 * @param path - the index file
 * @param index - what it holds
 * @param pixels - the opened pixels
 * @returns the cache
 */
export function pixelCacheOf(path: string, index: PixelCacheIndex, pixels: StoredPixelSource): PixelCache {
  const { key, settings, images, skipped } = index;
  const close = 'close' in pixels ? pixels.close : () => undefined;
  return { ...pixels, close, key, path, settings, images, skipped };
}
