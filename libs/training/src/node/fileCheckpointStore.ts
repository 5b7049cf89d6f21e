import { access, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { checkInteger, isPneumoError, PneumoError, systemCode } from '@pneumo/core';
import { removeLeftOvers, writeFileAtomic } from '@pneumo/data/node';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { CheckpointStore, LoadedCheckpoint, SkippedCheckpoint } from '../checkpoint/checkpointStore.ts';
import { parseCheckpoint } from '../checkpoint/parseCheckpoint.ts';
import { serialiseCheckpoint } from '../checkpoint/serialiseCheckpoint.ts';

/** What {@link fileCheckpointStore} takes beside its folder. */
export interface FileCheckpointStoreOptions {
  /** Generations of each name that are kept, at least 2; 2 by default. */
  readonly keep?: number;
  /** Writes a file atomically; that of `@pneumo/data/node` by default. A test hands in a full disk. */
  readonly writeFile?: (path: string, bytes: Uint8Array) => Promise<void>;
}

const EXTENSION = '.safetensors';
const NAME = /^[a-z][a-z0-9-]*$/;

/**
 * Keeps checkpoints as safetensors files in one folder: `last.safetensors` is the newest, and
 * `last.1.safetensors` the one before. A file appears under its name only when it is whole and on the
 * disk. A torn or damaged file is passed over for the one before it, named in what `load` returns, and replaced by the
 * next `save`, whichever store of the folder found it.
 *
 * @param folder - made when the first checkpoint is saved
 * @param options - how many generations to keep
 * @returns the store
 * @throws PneumoError from `save`: `DISK_FULL` or `NOT_WRITABLE`, the checkpoints before it still stand;
 *   from `load`: `CORRUPT_CHECKPOINT` when every generation is damaged, `CHECKPOINT_TOO_NEW` when a later
 *   version of this package wrote the newest
 *
 * @example
 * ```ts
 * import { fileCheckpointStore } from '@pneumo/training/node';
 * const store = fileCheckpointStore('run/checkpoints');
 * await store.list(); // []
 * ```
 */
export function fileCheckpointStore(
  folder: string,
  options: FileCheckpointStoreOptions = {},
): CheckpointStore {
  const { keep = 2, writeFile = writeFileAtomic } = options;
  checkInteger('keep', keep, { min: 2 });
  /** Newest files that this store has written or read, and so knows to be whole. */
  const whole = new Set<string>();
  const path = (name: string, generation: number): string =>
    join(folder, `${name}${generation === 0 ? '' : `.${generation}`}${EXTENSION}`);

  return {
    async save(name: string, checkpoint: Checkpoint): Promise<void> {
      checkName(name);
      const bytes = await serialiseCheckpoint(checkpoint);
      await makeFolder(folder);
      await removeLeftOvers(folder);
      // Written whole beside the others first: a full disk then leaves every generation where it was.
      const fresh = join(folder, `${name}.new${EXTENSION}`);
      await writeFile(fresh, bytes);
      const newest = path(name, 0);
      // A damaged file must not push a good one out: it is replaced instead of moved.
      if (whole.has(newest) || (await isWhole(newest))) await shift(name, keep, path);
      await rename(fresh, newest);
      whole.add(newest);
    },

    async load(name: string): Promise<LoadedCheckpoint | undefined> {
      checkName(name);
      const skipped: SkippedCheckpoint[] = [];
      for (let generation = 0; generation < keep; generation++) {
        const source = path(name, generation);
        const bytes = await readFile(source).catch(ignoreMissing);
        if (bytes === undefined) continue;
        try {
          const checkpoint = await parseCheckpoint(bytes, source);
          if (generation === 0) whole.add(source);
          return { checkpoint, source, skipped };
        } catch (error) {
          if (!isPneumoError(error, 'CORRUPT_FILE')) throw error;
          whole.delete(source);
          skipped.push({ source, reason: error.message });
        }
      }
      if (skipped.length === 0) return undefined;
      throw new PneumoError(
        'CORRUPT_CHECKPOINT',
        `No checkpoint '${name}' in ${folder} can be read: ${skipped.map(({ reason }) => reason).join(' ')} Start the training anew, or put a copy back.`,
        { details: { folder, skipped } },
      );
    },

    async list(): Promise<string[]> {
      const names = (await readdir(folder).catch(ignoreMissing)) ?? [];
      const pattern = /^([a-z][a-z0-9-]*)(\.\d+)?\.safetensors$/;
      return [...new Set(names.flatMap((file) => pattern.exec(file)?.[1] ?? []))].sort();
    },
  };
}

/** Whether a file is there and as it was written; that of a later version counts, it is no damage. */
async function isWhole(path: string): Promise<boolean> {
  const bytes = await readFile(path).catch(ignoreMissing);
  if (bytes === undefined) return false;
  try {
    await parseCheckpoint(bytes, path);
    return true;
  } catch (error) {
    if (isPneumoError(error, 'CORRUPT_FILE')) return false;
    if (isPneumoError(error, 'CHECKPOINT_TOO_NEW')) return true;
    throw error;
  }
}

/** Makes room for a new generation: 0 becomes 1, and so on; the oldest is replaced. Where 0 is missing, nothing moves. */
async function shift(
  name: string,
  keep: number,
  path: (name: string, generation: number) => string,
): Promise<void> {
  if (
    !(await access(path(name, 0)).then(
      () => true,
      () => false,
    ))
  )
    return;
  for (let generation = keep - 2; generation >= 0; generation--) {
    await rename(path(name, generation), path(name, generation + 1)).catch(ignoreMissing);
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new PneumoError(
      'NOT_WRITABLE',
      `The folder for checkpoints, ${folder}, cannot be made (${systemCode(cause)}); choose a folder that this user may write to.`,
      { cause, details: { folder } },
    );
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}

function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw new PneumoError(
    'INVALID_ARGUMENT',
    `A checkpoint cannot be named '${name}'; expected small letters, digits and hyphens, such as 'last'.`,
  );
}
