import { mkdir, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { PneumoError, writeError, systemCode } from '@pneumo/core';

/** The calls of `node:fs/promises` that {@link replaceFolder} makes; a test hands in its own. */
export interface FolderFileSystem {
  /** Makes a folder and its parents. */
  mkdir: typeof mkdir;
  /** Makes a folder of a new name. */
  mkdtemp: typeof mkdtemp;
  /** Opens a file. */
  open: typeof open;
  /** Lists a folder. */
  readdir: typeof readdir;
  /** Renames a folder. */
  rename: typeof rename;
  /** Removes a folder. */
  rm: typeof rm;
}

const nodeFileSystem: FolderFileSystem = { mkdir, mkdtemp, open, readdir, rename, rm };

/**
 * Writes a folder of files as a whole: into a new folder beside it, flushed to the disk, then renamed.
 * A folder that stands there is replaced when it holds nothing but files of these names, and comes back when
 * anything fails.
 *
 * @param folder - where the files shall stand; parents are made
 * @param files - contents by file name
 * @param fileSystem - the file system calls; Node's own by default
 * @throws PneumoError `FOLDER_NOT_EMPTY` when the folder holds other files, `DISK_FULL`, `NOT_WRITABLE`
 */
export async function replaceFolder(
  folder: string,
  files: Readonly<Record<string, Uint8Array>>,
  fileSystem: FolderFileSystem = nodeFileSystem,
): Promise<void> {
  const target = resolve(folder);
  const old = await listOld(target, Object.keys(files), fileSystem);
  let partial: string | undefined;
  let aside: string | undefined;
  try {
    await fileSystem.mkdir(dirname(target), { recursive: true });
    partial = await fileSystem.mkdtemp(join(dirname(target), `.${basename(target)}.partial-`));
    const made = join(partial, 'new');
    await fileSystem.mkdir(made);
    for (const [name, bytes] of Object.entries(files)) await writeSynced(join(made, name), bytes, fileSystem);
    if (old !== undefined) {
      await fileSystem.rename(target, join(partial, 'old'));
      aside = join(partial, 'old');
    }
    await fileSystem.rename(made, target);
    aside = undefined;
  } catch (cause) {
    if (aside !== undefined) await fileSystem.rename(aside, target);
    throw writeError(cause, folder);
  } finally {
    if (partial !== undefined) await fileSystem.rm(partial, { recursive: true, force: true });
  }
}

/** The names in a folder that is to be replaced, or undefined where there is none. */
async function listOld(
  target: string,
  names: readonly string[],
  fileSystem: FolderFileSystem,
): Promise<string[] | undefined> {
  let old: string[];
  try {
    old = await fileSystem.readdir(target);
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined;
    throw writeError(cause, target);
  }
  const other = old.find((name) => !names.includes(name));
  if (other === undefined) return old;
  throw new PneumoError(
    'FOLDER_NOT_EMPTY',
    `${target} holds '${other}'; expected a new folder, or one with nothing but ${names.join(' and ')} to replace. ` +
      'Choose another folder. Nothing was overwritten.',
    { details: { folder: target, other } },
  );
}

async function writeSynced(path: string, bytes: Uint8Array, fileSystem: FolderFileSystem): Promise<void> {
  const file = await fileSystem.open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
