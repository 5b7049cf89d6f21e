import { checkInteger } from '@pneumo/core';
import sharp from 'sharp';
import type { BadFile, DecodeOptions, ImageSource, ResizeKernel } from '../sources/imageSource.ts';
import { type FileHash, sha256Hex, unreadable } from './hashFiles.ts';
import { mapConcurrently } from './mapConcurrently.ts';
import type { CachedImage } from './pixelCache.ts';

/** What {@link decodeFiles} takes beside the files. */
export interface DecodeFilesOptions {
  /** Where the images come from. */
  source: Pick<ImageSource, 'read' | 'decode'>;
  /** Width and height of the results. */
  size: number;
  /** Kernel of the resampling. */
  kernel: ResizeKernel;
  /** Which values become black and white. */
  window?: DecodeOptions['window'];
  /** Images decoded at once. */
  concurrency: number;
  /** No file is begun after it is aborted. */
  signal?: AbortSignal;
  /** Called after each file. */
  onProgress: (done: number) => void;
}

/** Decoded files. */
export interface DecodedFiles {
  /** The good ones, in their order. */
  images: CachedImage[];
  /** Their pixels, one image behind the other. */
  buffer: SharedArrayBuffer;
  /** The bad ones. */
  skipped: BadFile[];
}

/**
 * Decodes files into shared memory; bad ones are collected.
 *
 * @param hashes - the files and the hashes that were found before
 * @param options - root, size, kernel, concurrency
 * @returns pixels of the good files, names of the bad ones
 */
export async function decodeFiles(
  hashes: readonly FileHash[],
  options: DecodeFilesOptions,
): Promise<DecodedFiles> {
  const { source, size, kernel, window, concurrency, signal, onProgress } = options;
  checkInteger('concurrency', concurrency, { min: 1 });
  const length = size * size;
  const pixels = new Uint8Array(new SharedArrayBuffer(hashes.length * length));
  let done = 0;
  const results = await withQuietSharp(() =>
    mapConcurrently(
      hashes,
      concurrency,
      async ({ id, sha256, reason }, i): Promise<CachedImage | BadFile> => {
        const result = reason === undefined ? await decodeOne(id, sha256!) : { file: id, reason };
        onProgress(++done);
        if ('reason' in result) return result;
        pixels.set(result.data, i * length);
        return result.image;
      },
      signal,
    ),
  );

  async function decodeOne(
    id: string,
    sha256: string,
  ): Promise<{ image: CachedImage; data: Uint8Array } | BadFile> {
    try {
      const bytes = await source.read(id);
      if (sha256Hex(bytes) !== sha256) return { file: id, reason: 'changed while it was being read' };
      const { image, width, height, channels } = await source.decode(id, bytes, {
        size,
        kernel,
        ...(window && { window }),
      });
      return { image: { id, sha256, width, height, channels, bytes: bytes.length }, data: image.data };
    } catch (error) {
      return { file: id, reason: unreadable(error) };
    }
  }

  const good = results.flatMap((result, place) => ('reason' in result ? [] : [{ result, place }]));
  const skipped = results.filter((result) => 'reason' in result);
  // Good images move up over bad ones; without bad ones the memory is right as it is.
  good.forEach(({ place }, i) => {
    if (i !== place) pixels.copyWithin(i * length, place * length, (place + 1) * length);
  });
  const buffer = (
    skipped.length === 0 ? pixels.buffer : pixels.buffer.slice(0, good.length * length)
  ) as SharedArrayBuffer;
  return { images: good.map(({ result }) => result), buffer, skipped };
}

/**
 * Sets sharp for many small images at once, one thread each and nothing cached, and sets it back afterwards:
 * both are settings of the whole process.
 */
async function withQuietSharp<T>(run: () => Promise<T>): Promise<T> {
  const threads = sharp.concurrency();
  const { memory, files, items } = sharp.cache();
  sharp.concurrency(1);
  sharp.cache(false);
  try {
    return await run();
  } finally {
    sharp.concurrency(threads);
    sharp.cache({ memory: memory.max, files: files.max, items: items.max });
  }
}
