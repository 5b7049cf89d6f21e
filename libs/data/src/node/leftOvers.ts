import { readdir, stat, unlink } from 'node:fs/promises';
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
 * What processes that were killed while they wrote files have left in a folder.
 *
 * @param folder - the folder
 * @param writers - `ended`: files of processes of this machine that have ended; `not-running`: also those of other
 *   machines that share the folder, which may still be at work
 * @returns the files
 */
export async function findLeftOvers(folder: string, writers: 'ended' | 'not-running'): Promise<LeftOver[]> {
  const names = (await readdir(folder)).filter((name) => {
    const writer = writerOf(name);
    return writer === 'ended' || (writer === 'elsewhere' && writers === 'not-running');
  });
  const files = names.map(async (name) => {
    const path = join(folder, name);
    // One that ends meanwhile is none.
    const entry = await stat(path).catch(() => undefined);
    return entry ? [{ path, bytes: entry.size, modified: entry.mtimeMs }] : [];
  });
  return (await Promise.all(files)).flat();
}

/**
 * Removes from a folder the files in the making of {@link writeFileAtomic} and its like whose processes, of this machine,
 * have ended: a process that is killed leaves its own behind.
 *
 * @param folder - the folder; files below its folders stay
 * @throws PneumoError `NOT_READABLE` when the folder cannot be read
 *
 * @example
 * ```ts
 * import { mkdtemp } from 'node:fs/promises';
 * await removeLeftOvers(await mkdtemp('/tmp/pneumo-example-'));
 * ```
 */
export async function removeLeftOvers(folder: string): Promise<void> {
  // One that cannot be removed is in nobody's way.
  for (const { path } of await findLeftOvers(folder, 'ended')) await unlink(path).catch(() => undefined);
}
