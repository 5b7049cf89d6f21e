import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { checkInteger, isPneumoError, PneumoError, writeError } from '@pneumo/core';
import sharp from 'sharp';
import type { PixelDepth } from '../pixelSource.ts';
import type { Sample } from '../sample.ts';
import { sharedPixelSource } from '../sharePixels.ts';
import type { BadFile, DecodeOptions, ResizeKernel } from '../sources/imageSource.ts';
import { compareIds } from '../compareIds.ts';
import { badFilesError, type OnBadFile } from './badFiles.ts';
import { type CacheableSource, cacheableSource, deepSource } from './cacheableSource.ts';
import { decodeDeep } from './decodeDeep.ts';
import { decodingPoolFor } from './createDecodingPool.ts';
import { decodeFiles } from './decodeFiles.ts';
import { filePixelSource } from './filePixelSource.ts';
import { hashContents, sha256Hex } from './hashFiles.ts';
import { removeLeftOvers } from './leftOvers.ts';
import { type AtomicFile, openAtomicFile } from './openAtomicFile.ts';
import { openIndexedPixels, readCacheIndex } from './openPixelCache.ts';
import {
  type PixelCache,
  type PixelCacheIndex,
  pixelCacheOf,
  type PixelCacheSettings,
} from './pixelCache.ts';
import { planPixelCache } from './planPixelCache.ts';
import { type AtomicFileSystem, nodeFileSystem } from './writeFileAtomic.ts';

/** How far the building of a cache has come. */
export interface PixelCacheProgress {
  /** `hash`: reading the files to find out whether the cache exists; `decode`: making it. */
  phase: 'hash' | 'decode';
  /** Files done in this phase. */
  done: number;
  /** All files of this phase. */
  total: number;
}

/** What {@link buildPixelCache} takes beside the samples. */
export interface BuildPixelCacheOptions {
  /** The folder from which the samples' ids are paths: {@link FolderDataset.root}. Either this or `source`. */
  root?: string;
  /** Where the images come from, when it is no folder: what {@link openSource} gave. */
  source?: CacheableSource;
  /** Width and height of the cached images; from 8 to 4,096. */
  size: number;
  /**
   * Bits of a grey value, 8 by default. With 16 the window is applied to the stored values at 16 bits, and nothing is
   * rounded to 256 greys before the pixels become a batch: for DICOM and 16-bit PNG and TIFF. Twice the bytes, and
   * augmentation takes its slower way, which is made for any depth.
   */
  depth?: PixelDepth;
  /** Where caches lie; made when it does not exist. */
  cacheDir: string;
  /** Kernel of the resampling; `linear` by default: shrinking averages, and does not ring. */
  kernel?: ResizeKernel;
  /** Which stored values become black and white; by default what the files say. */
  window?: DecodeOptions['window'];
  /** What to do with files that cannot be used: refuse them all by name (default) or leave them out. */
  onBadFile?: OnBadFile;
  /** Ends the building: the signal's reason is thrown and no file of it remains. */
  signal?: AbortSignal;
  /** Called after each file. */
  onProgress?: (progress: PixelCacheProgress) => void;
  /**
   * Bytes of pixels that may be held in memory; by default a quarter of what the process may use. More are read from
   * the file by position: {@link planPixelCache} says beforehand which it will be.
   */
  memoryLimit?: number;
  /** Images decoded at once; by default one a processor. */
  concurrency?: number;
  /** File system calls for writing; a test hands in its own to see a full disk. */
  fileSystem?: AtomicFileSystem;
}

/** Counts up when the same file decodes to other pixels than before. */
const DECODER = 3;

/**
 * The pixels of samples, decoded to grey and resized to a square without keeping the aspect. They lie on
 * disk under a key of the files' contents, the settings and the decoder's version: when the key is there and its
 * checksum holds the cache is opened, else it is built (also over a broken one). It appears on disk whole or not
 * at all, whenever the building is interrupted; two processes that build the same cache at once write the same bytes,
 * each beside the other. Pixels beyond the memory limit are never in memory together, not while building either.
 *
 * @param samples - the samples; their ids are paths from `root`, or known to `source`
 * @param options - where, how large and deep, how much of memory, what to do with bad files
 * @returns the cache, in shared memory or read by position; its `ids` are sorted
 * @throws PneumoError `BAD_FILES` naming the first ten files that are empty, damaged or no images, and how many
 *   there are; `DISK_FULL`, `NOT_WRITABLE`; `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * const films = generatePhantom({ seed: 1, patients: 20, size: 32 });
 * const root = await mkdtemp('/tmp/pneumo-example-');
 * const samples = await writeFolder(films.samples, films, root);
 * const cache = await buildPixelCache(samples, { root, size: 16, cacheDir: `${root}/cache` });
 * cache.get(samples[0]!.id).data.length; // 256
 * ```
 */
export async function buildPixelCache(
  samples: readonly Pick<Sample, 'id'>[],
  options: BuildPixelCacheOptions,
): Promise<PixelCache> {
  const { size, depth = 8, cacheDir, kernel = 'linear', window, onBadFile = 'throw' } = options;
  const { memoryLimit, signal, onProgress, concurrency = availableParallelism() } = options;
  const source = cacheableSource(options);
  checkInteger('size', size, { min: 8, max: 4096 });
  const deep = depthOf(depth) === 16 && deepSource(source);
  const { held, bytes } = planPixelCache({
    images: samples.length,
    size,
    depth,
    ...(memoryLimit !== undefined && { memoryLimit }),
  });
  await prepareFolder(cacheDir);
  const ids = samples.map(({ id }) => id).sort(compareIds);
  const hashes = await hashContents(ids, {
    read: (id) => source.read(id),
    ...(signal && { signal }),
    onProgress: (done) => onProgress?.({ phase: 'hash', done, total: ids.length }),
  });
  const settings: PixelCacheSettings = {
    size,
    ...(depth !== 8 && { depth }),
    kernel,
    fit: 'fill',
    libvips: sharp.versions.vips,
    ...(window && { window }),
  };
  const key = sha256Hex(
    JSON.stringify([DECODER, settings, hashes.map(({ id, sha256 = '' }) => [id, sha256])]),
  );
  const path = join(cacheDir, `pixels-${size}-${key.slice(0, 16)}.json`);
  const found = await openOrUndefined(path, key, held, signal);
  if (found) {
    refuseBadFiles(found.skipped, ids.length, onBadFile);
    return found;
  }
  const how = { size, kernel, ...(window && { window }) };
  const jpegs = deep ? undefined : decodingPoolFor(ids.length, concurrency);
  const fileSystem = options.fileSystem ?? nodeFileSystem;
  const file = `pixels-${size}-${key.slice(0, 16)}.bin`;
  const memory = new SharedArrayBuffer(held ? bytes : 0);
  const hash = createHash('sha256');
  let written = 0;
  let index: PixelCacheIndex;
  const files: AtomicFile[] = [];
  try {
    const pixelFile = await openAtomicFile(join(cacheDir, file), fileSystem);
    files.push(pixelFile);
    const { images, skipped } = await decodeFiles(hashes, {
      read: (id) => source.read(id),
      decode: (id, stored) =>
        deep
          ? decodeDeep(id, stored, deep, how)
          : source.decode(id, stored, { ...how, ...(jpegs && { jpegs }) }),
      async append(pixels) {
        if (held) new Uint8Array(memory).set(pixels, written);
        written += pixels.length;
        hash.update(pixels);
        await pixelFile.write(pixels);
      },
      concurrency,
      ...(signal && { signal }),
      onProgress: (done) => onProgress?.({ phase: 'decode', done, total: ids.length }),
    });
    refuseBadFiles(skipped, ids.length, onBadFile);
    const pixels = { file, bytes: written, sha256: hash.digest('hex') };
    index = { schemaVersion: 1, key, settings, pixels, images, skipped };
    const indexFile = await openAtomicFile(path, fileSystem);
    files.push(indexFile);
    await indexFile.write(new TextEncoder().encode(JSON.stringify(index)));
    // The index is what makes a cache: it gets its name last.
    await pixelFile.commit();
    await indexFile.commit();
  } catch (error) {
    for (const each of files) await each.discard();
    throw error;
  } finally {
    await jpegs?.close();
  }
  const layout = { size, ...(depth !== 8 && { depth }), ids: index.images.map(({ id }) => id) };
  const pixels = held
    ? sharedPixelSource({ ...layout, buffer: written === bytes ? memory : memory.slice(0, written) })
    : filePixelSource({ ...layout, file: join(cacheDir, file) });
  return pixelCacheOf(path, index, pixels);
}

function depthOf(depth: PixelDepth): PixelDepth {
  if (depth === 8 || depth === 16) return depth;
  throw new PneumoError('INVALID_ARGUMENT', `depth is ${String(depth)}; expected 8 or 16.`);
}

function refuseBadFiles(skipped: readonly BadFile[], total: number, onBadFile: OnBadFile): void {
  if (skipped.length > 0 && (onBadFile === 'throw' || skipped.length === total))
    throw badFilesError(skipped, total);
}

async function openOrUndefined(
  path: string,
  key: string,
  held: boolean,
  signal: AbortSignal | undefined,
): Promise<PixelCache | undefined> {
  try {
    const index = await readCacheIndex(path);
    return index.key === key ? await openIndexedPixels(path, index, held, signal) : undefined;
  } catch (error) {
    if (isPneumoError(error, 'CACHE_MISSING') || isPneumoError(error, 'CACHE_BROKEN')) return undefined;
    throw error;
  }
}

/** Makes the folder, and removes what processes that were killed have left in it. */
async function prepareFolder(cacheDir: string): Promise<void> {
  try {
    await mkdir(cacheDir, { recursive: true });
  } catch (cause) {
    throw writeError(cause, cacheDir);
  }
  await removeLeftOvers(cacheDir);
}
