import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writerOf } from './openAtomicFile.ts';

/** A file that will never become whole. */
export interface LeftOver {
  /** The file. */
  path: string;
  /** Its size. */
  bytes: number;
  /** When it was last written, milliseconds since the epoch. */
  modified: number;
}

/**
 * What processes that were killed while they built a cache have left in a folder of caches.
 *
 * @param cacheDir - the folder
 * @param writers - `ended`: files of processes of this machine that have ended; `not-running`: also those of other
 *   machines that share the folder, which may still be at work
 * @returns the files
 */
export async function findLeftOvers(cacheDir: string, writers: 'ended' | 'not-running'): Promise<LeftOver[]> {
  const names = (await readdir(cacheDir)).filter((name) => {
    const writer = name.startsWith('.pixels-') ? writerOf(name) : undefined;
    return writer === 'ended' || (writer === 'elsewhere' && writers === 'not-running');
  });
  const files = names.map(async (name) => {
    const path = join(cacheDir, name);
    // One that ends meanwhile is none.
    const entry = await stat(path).catch(() => undefined);
    return entry ? [{ path, bytes: entry.size, modified: entry.mtimeMs }] : [];
  });
  return (await Promise.all(files)).flat();
}
