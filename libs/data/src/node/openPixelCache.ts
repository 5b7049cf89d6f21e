import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PneumoError, systemCode } from '@pneumo/core';
import { sharedPixelSource } from '../sharePixels.ts';
import { imageBytes } from '../storedPixels.ts';
import { filePixelSource } from './filePixelSource.ts';
import { type PixelCache, pixelCacheOf, type PixelCacheIndex } from './pixelCache.ts';
import { planPixelCache } from './planPixelCache.ts';

/** What {@link openPixelCache} takes beside the path. */
export interface OpenPixelCacheOptions {
  /** Bytes of pixels that may be held in memory; by default a quarter of what the process may use. */
  memoryLimit?: number;
  /** Ends the checking: the signal's reason is thrown. */
  signal?: AbortSignal;
}

/** Bytes that are read and hashed at once. */
const PIECE = 4 * 2 ** 20;

/**
 * Opens a cache that {@link buildPixelCache} wrote, and checks every byte of it. It is held in memory or read by
 * position as {@link planPixelCache} says.
 *
 * @param path - its index file
 * @param options - the memory limit, a signal
 * @returns the cache
 * @throws PneumoError `CACHE_MISSING` when there is none, `CACHE_BROKEN` when it is torn, changed or of another version
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * const films = generatePhantom({ seed: 1, patients: 20, size: 32 });
 * const root = await mkdtemp('/tmp/pneumo-example-');
 * const samples = await writeFolder(films.samples, films, root);
 * const { path } = await buildPixelCache(samples, { root, size: 16, cacheDir: `${root}/cache` });
 * (await openPixelCache(path)).ids.length === samples.length; // true
 * ```
 */
export async function openPixelCache(path: string, options: OpenPixelCacheOptions = {}): Promise<PixelCache> {
  const { memoryLimit, signal } = options;
  const index = await readCacheIndex(path);
  const { size, depth = 8 } = index.settings;
  const { held } = planPixelCache({
    images: index.images.length,
    size,
    depth,
    ...(memoryLimit !== undefined && { memoryLimit }),
  });
  return openIndexedPixels(path, index, held, signal);
}

/**
 * Opens the pixels of an index, and checks every byte of them.
 *
 * @param path - the index file
 * @param index - what it holds
 * @param held - whether the pixels are to be held in memory
 * @param signal - ends the checking
 * @returns the cache
 * @throws PneumoError `CACHE_BROKEN`
 */
export async function openIndexedPixels(
  path: string,
  index: PixelCacheIndex,
  held: boolean,
  signal?: AbortSignal,
): Promise<PixelCache> {
  const { settings, images, pixels } = index;
  const { size, depth } = settings;
  const layout = { size, ...(depth !== undefined && { depth }), ids: images.map(({ id }) => id) };
  const file = join(dirname(path), pixels.file);
  const buffer = new SharedArrayBuffer(held ? pixels.bytes : 0);
  await checkPixels(file, pixels, path, held ? new Uint8Array(buffer) : undefined, signal);
  const source = held ? sharedPixelSource({ ...layout, buffer }) : filePixelSource({ ...layout, file });
  return pixelCacheOf(path, index, source);
}

/**
 * Reads the index of a cache.
 *
 * @param path - the index file
 * @returns what it holds
 * @throws PneumoError `CACHE_MISSING`, `CACHE_BROKEN`
 */
export async function readCacheIndex(path: string): Promise<PixelCacheIndex> {
  return parseIndex(await readIndex(path), path);
}

async function readIndex(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT')
      throw new PneumoError('CACHE_MISSING', `There is no pixel cache ${path}.`, { cause });
    throw broken(path, `it cannot be read (${systemCode(cause)})`, cause);
  }
}

function parseIndex(text: string, path: string): PixelCacheIndex {
  let index: PixelCacheIndex;
  try {
    index = JSON.parse(text) as PixelCacheIndex;
  } catch (cause) {
    throw broken(path, 'it is no JSON', cause);
  }
  const { schemaVersion, settings, pixels, images, skipped, key } = index ?? {};
  if (schemaVersion !== 1)
    throw broken(path, `its schemaVersion is ${String(schemaVersion)}; this version reads 1`);
  const whole =
    typeof key === 'string' &&
    Number.isSafeInteger(settings?.size) &&
    Array.isArray(images) &&
    images.every((image) => typeof image?.id === 'string' && typeof image.sha256 === 'string') &&
    Array.isArray(skipped) &&
    typeof pixels?.file === 'string' &&
    // The pixels lie beside the index: a path would reach elsewhere.
    /^pixels-[\w-]+\.bin$/.test(pixels.file) &&
    (settings.depth === undefined || settings.depth === 8 || settings.depth === 16) &&
    pixels.bytes === images.length * imageBytes(settings);
  if (!whole) throw broken(path, 'it lacks what an index holds');
  return index;
}

/** Reads the pixels piece by piece, into memory where they are to be held, and compares their length and hash. */
async function checkPixels(
  path: string,
  { bytes, sha256 }: PixelCacheIndex['pixels'],
  index: string,
  memory: Uint8Array | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const hash = createHash('sha256');
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size !== bytes) throw broken(index, `its pixels are ${size} bytes; expected ${bytes}`);
      const piece = new Uint8Array(memory ? 0 : Math.min(bytes, PIECE));
      for (let done = 0; done < bytes;) {
        signal?.throwIfAborted();
        const target = memory ? memory.subarray(done, done + PIECE) : piece.subarray(0, bytes - done);
        const { bytesRead } = await file.read(target, 0, target.length, done);
        if (bytesRead === 0) throw broken(index, `its pixels end after ${done} bytes; expected ${bytes}`);
        hash.update(target.subarray(0, bytesRead));
        done += bytesRead;
      }
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof PneumoError || signal?.aborted) throw cause;
    throw broken(index, `its pixels cannot be read (${systemCode(cause)})`, cause);
  }
  if (hash.digest('hex') !== sha256) throw broken(index, 'its pixels do not fit their checksum');
}

function broken(path: string, problem: string, cause?: unknown): PneumoError {
  return new PneumoError(
    'CACHE_BROKEN',
    `The pixel cache ${path} cannot be used: ${problem}. Remove it or build it again.`,
    {
      cause,
      details: { path },
    },
  );
}
