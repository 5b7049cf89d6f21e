import { open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PneumoError } from '@pneumo/core';
import { sharedPixelSource } from '../sharePixels.ts';
import { systemCode } from './fileError.ts';
import { sha256Hex } from './hashFiles.ts';
import type { PixelCache, PixelCacheIndex } from './pixelCache.ts';

/**
 * Opens a cache that {@link buildPixelCache} wrote, and checks every byte of it.
 *
 * @param path - its index file
 * @returns the cache, in shared memory
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
export async function openPixelCache(path: string): Promise<PixelCache> {
  const index = parseIndex(await readIndex(path), path);
  const { settings, images, pixels, key, skipped } = index;
  const buffer = await readPixels(join(dirname(path), pixels.file), pixels.bytes, path);
  if (sha256Hex(new Uint8Array(buffer)) !== pixels.sha256)
    throw broken(path, 'its pixels do not fit their checksum');
  const source = sharedPixelSource({ size: settings.size, ids: images.map(({ id }) => id), buffer });
  return { ...source, key, path, settings, images, skipped };
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
    pixels.bytes === images.length * settings.size ** 2;
  if (!whole) throw broken(path, 'it lacks what an index holds');
  return index;
}

async function readPixels(path: string, bytes: number, index: string): Promise<SharedArrayBuffer> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      if (size !== bytes) throw broken(index, `its pixels are ${size} bytes; expected ${bytes}`);
      const buffer = new SharedArrayBuffer(bytes);
      const target = new Uint8Array(buffer);
      for (let done = 0; done < bytes;) {
        const { bytesRead } = await file.read(target, done, bytes - done, done);
        if (bytesRead === 0) throw broken(index, `its pixels end after ${done} bytes; expected ${bytes}`);
        done += bytesRead;
      }
      return buffer;
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof PneumoError) throw cause;
    throw broken(index, `its pixels cannot be read (${systemCode(cause)})`, cause);
  }
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
