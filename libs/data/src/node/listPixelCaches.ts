import { readdir, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { PneumoError, systemCode, writeError } from '@pneumo/core';
import type { PixelDepth } from '../pixelSource.ts';
import type { FeatureIndex } from './features/featureIndex.ts';
import { findLeftOvers } from './leftOvers.ts';
import type { PixelCacheIndex } from './pixelCache.ts';

/** A pixel cache, or a store of features, in a folder of caches. */
export interface PixelCacheEntry {
  /** Its index file, for `openPixelCache`. */
  path: string;
  /** Width and height of its images; missing for features, and where the index cannot be read. */
  size?: number;
  /** Number of its images; missing where the index cannot be read. */
  images?: number;
  /** Size of all its files, in bytes. */
  bytes: number;
  /** When it was written, milliseconds since the epoch. */
  modified: number;
  /** Bits of its grey values; missing where the index cannot be read. */
  depth?: PixelDepth;
}

/**
 * The pixel caches and stores of features of a folder, the latest first, and what processes that were killed have left of some.
 *
 * @param cacheDir - the folder of `buildPixelCache`
 * @returns the caches; none where the folder does not exist
 * @throws PneumoError `NOT_READABLE` when the folder cannot be read
 *
 * @example
 * ```ts
 * await listPixelCaches('/tmp/pneumo-example-nothing-here'); // []
 * ```
 */
export async function listPixelCaches(cacheDir: string): Promise<PixelCacheEntry[]> {
  let names: string[];
  try {
    names = await readdir(cacheDir);
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return [];
    throw new PneumoError('NOT_READABLE', `The folder ${cacheDir} cannot be read (${systemCode(cause)}).`, {
      cause,
    });
  }
  const stems = new Set(
    names.map((name) => /^((?:pixels-\d+|features)-[0-9a-f]+)\.(?:json|bin)$/.exec(name)?.[1]),
  );
  stems.delete(undefined);
  const entries = await Promise.all([...stems].map((stem) => entryOf(cacheDir, stem!)));
  return [...entries, ...(await findLeftOvers(cacheDir, 'not-running'))].sort(
    (a, b) => b.modified - a.modified || (a.path < b.path ? -1 : 1),
  );
}

/**
 * Removes pixel caches. What is removed is made again when it is needed.
 *
 * @param entries - what {@link listPixelCaches} gave, or some of it
 * @returns bytes that were freed
 * @throws PneumoError `NOT_WRITABLE` when a file cannot be removed
 *
 * @example
 * ```ts
 * await removePixelCaches([]); // 0
 * ```
 */
export async function removePixelCaches(entries: readonly PixelCacheEntry[]): Promise<number> {
  let freed = 0;
  for (const { path, bytes } of entries) {
    // Without its index a cache is none, so that goes first.
    for (const file of [path, path.replace(/\.json$/, '.bin')]) {
      try {
        await unlink(file);
      } catch (cause) {
        if (systemCode(cause) !== 'ENOENT') throw writeError(cause, file);
      }
    }
    freed += bytes;
  }
  return freed;
}

async function entryOf(cacheDir: string, stem: string): Promise<PixelCacheEntry> {
  const path = join(cacheDir, `${stem}.json`);
  const files = await Promise.all(
    [path, join(cacheDir, `${stem}.bin`)].map((file) => stat(file).catch(() => undefined)),
  );
  const entry: PixelCacheEntry = {
    path,
    bytes: files.reduce((sum, file) => sum + (file?.size ?? 0), 0),
    modified: Math.max(...files.map((file) => file?.mtimeMs ?? 0)),
  };
  try {
    const index = JSON.parse(await readFile(path, 'utf8')) as PixelCacheIndex | FeatureIndex;
    if ('checksums' in index) return { ...entry, images: index.checksums.length };
    const { settings, images } = index;
    return { ...entry, size: settings.size, depth: settings.depth ?? 8, images: images.length };
  } catch {
    // Left by a process that was killed, or damaged: worth cleaning, so it is listed.
    return entry;
  }
}
