import { mkdir, readdir, unlink } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { checkInteger, isPneumoError, PneumoError } from '@pneumo/core';
import sharp from 'sharp';
import type { Sample } from '../sample.ts';
import { sharedPixelSource } from '../sharePixels.ts';
import type { BadFile, DecodeOptions, ImageSource, ResizeKernel } from '../sources/imageSource.ts';
import { compareIds } from '../compareIds.ts';
import { badFilesError, type OnBadFile } from './badFiles.ts';
import { decodeFiles } from './decodeFiles.ts';
import { decodeImage } from './decodeImage.ts';
import { writeError } from './fileError.ts';
import { hashContents, sha256Hex } from './hashFiles.ts';
import { openPixelCache } from './openPixelCache.ts';
import type { PixelCache, PixelCacheIndex, PixelCacheSettings } from './pixelCache.ts';
import { readBytes } from './readBytes.ts';
import { type AtomicFileSystem, nodeFileSystem, writeFileAtomic } from './writeFileAtomic.ts';

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
  source?: Pick<ImageSource, 'read' | 'decode'>;
  /** Width and height of the cached images; from 8 to 4,096. */
  size: number;
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
  /** Images decoded at once; by default one a processor. */
  concurrency?: number;
  /** File system calls for writing; a test hands in its own to see a full disk. */
  fileSystem?: AtomicFileSystem;
}

/** Pixels are held in memory: beyond this another way of reading is needed. */
const MAX_BYTES = 4 * 2 ** 30;
/** Counts up when the same file decodes to other pixels than before. */
const DECODER = 2;

/**
 * The pixels of samples, decoded to 8-bit grey and resized to a square without keeping the aspect. They lie on
 * disk under a key of the files' contents, the settings and the decoder's version: when the key is there and its
 * checksum holds the cache is opened, else it is built (also over a broken one). It appears on disk whole or not
 * at all, whenever the building is interrupted.
 *
 * @param samples - the samples; their ids are paths from `root`, or known to `source`
 * @param options - where, how large, what to do with bad files
 * @returns the cache, in shared memory; its `ids` are sorted
 * @throws PneumoError `BAD_FILES` naming the first ten files that are empty, damaged or no images, and how many
 *   there are; `DISK_FULL`, `NOT_WRITABLE`; `CACHE_TOO_LARGE` above 4 GiB; `INVALID_ARGUMENT`
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
  const { size, cacheDir, kernel = 'linear', window, onBadFile = 'throw', signal, onProgress } = options;
  const source = sourceOf(options);
  checkInteger('size', size, { min: 8, max: 4096 });
  if (samples.length * size * size > MAX_BYTES) {
    throw new PneumoError(
      'CACHE_TOO_LARGE',
      `${samples.length} images of ${size}×${size} need ${(samples.length * size * size) / 2 ** 30} GiB; at most 4 fit. Choose a smaller size or fewer images.`,
    );
  }
  await prepareFolder(cacheDir);
  const ids = samples.map(({ id }) => id).sort(compareIds);
  const hashes = await hashContents(ids, {
    read: (id) => source.read(id),
    ...(signal && { signal }),
    onProgress: (done) => onProgress?.({ phase: 'hash', done, total: ids.length }),
  });
  const settings: PixelCacheSettings = {
    size,
    kernel,
    fit: 'fill',
    libvips: sharp.versions.vips,
    ...(window && { window }),
  };
  const key = sha256Hex(
    JSON.stringify([DECODER, settings, hashes.map(({ id, sha256 = '' }) => [id, sha256])]),
  );
  const path = join(cacheDir, `pixels-${size}-${key.slice(0, 16)}.json`);
  const found = await openOrUndefined(path, key);
  if (found) {
    refuseBadFiles(found.skipped, ids.length, onBadFile);
    return found;
  }
  const decoded = await decodeFiles(hashes, {
    source,
    size,
    kernel,
    ...(window && { window }),
    concurrency: options.concurrency ?? availableParallelism(),
    ...(signal && { signal }),
    onProgress: (done) => onProgress?.({ phase: 'decode', done, total: ids.length }),
  });
  refuseBadFiles(decoded.skipped, ids.length, onBadFile);
  const file = `pixels-${size}-${key.slice(0, 16)}.bin`;
  const pixels = new Uint8Array(decoded.buffer);
  const index: PixelCacheIndex = {
    schemaVersion: 1,
    key,
    settings,
    pixels: { file, bytes: pixels.length, sha256: sha256Hex(pixels) },
    images: decoded.images,
    skipped: decoded.skipped,
  };
  const fileSystem = options.fileSystem ?? nodeFileSystem;
  // The index is what makes a cache: it comes last.
  await writeFileAtomic(join(cacheDir, file), pixels, { fileSystem });
  await writeFileAtomic(path, JSON.stringify(index), { fileSystem });
  const shared = sharedPixelSource({ size, ids: decoded.images.map(({ id }) => id), buffer: decoded.buffer });
  return { ...shared, key, path, settings, images: decoded.images, skipped: decoded.skipped };
}

function sourceOf({ root, source }: BuildPixelCacheOptions): Pick<ImageSource, 'read' | 'decode'> {
  if ((root === undefined) === (source === undefined)) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `${root === undefined ? 'Neither root nor source' : 'Both root and source'} came; expected one of them.`,
    );
  }
  return (
    source ?? {
      read: (id) => readBytes(join(root!, id), id),
      decode: (id, bytes, how) => decodeImage(bytes, id, how),
    }
  );
}

function refuseBadFiles(skipped: readonly BadFile[], total: number, onBadFile: OnBadFile): void {
  if (skipped.length > 0 && (onBadFile === 'throw' || skipped.length === total))
    throw badFilesError(skipped, total);
}

async function openOrUndefined(path: string, key: string): Promise<PixelCache | undefined> {
  try {
    const cache = await openPixelCache(path);
    return cache.key === key ? cache : undefined;
  } catch (error) {
    if (isPneumoError(error, 'CACHE_MISSING') || isPneumoError(error, 'CACHE_BROKEN')) return undefined;
    throw error;
  }
}

/** Makes the folder, and removes what processes that were killed have left in it. */
async function prepareFolder(cacheDir: string): Promise<void> {
  try {
    await mkdir(cacheDir, { recursive: true });
    for (const name of await readdir(cacheDir)) {
      const pid = /^\.pixels-.*\.(\d+)-\d+\.tmp$/.exec(name)?.[1];
      if (pid && !isAlive(Number(pid))) await unlink(join(cacheDir, name)).catch(() => undefined);
    }
  } catch (cause) {
    throw writeError(cause, cacheDir);
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
