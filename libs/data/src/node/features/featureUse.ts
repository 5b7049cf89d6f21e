import { readdir, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { isPneumoError, writeError } from '@pneumo/core';
import { temporaryName, writerOf } from '../openAtomicFile.ts';

/**
 * Marks a store as in use, so that nobody makes room with it, and its index as used last now. The mark is a file in the
 * making that is never finished: that of a process which was killed is found and removed as such.
 *
 * @param stem - the store's files without their extensions
 * @returns takes the mark away
 * @throws PneumoError `DISK_FULL`
 */
export async function markUse(stem: string): Promise<() => Promise<void>> {
  const mark = temporaryName(`${stem}.use`);
  try {
    await writeFile(mark, '', { flag: 'wx' });
  } catch (error) {
    const refusal = writeError(error, mark);
    // Where this user may write nothing, it can read what is there, and make no room with it.
    if (isPneumoError(refusal, 'NOT_WRITABLE')) return async () => undefined;
    throw refusal;
  }
  // The time by the clock of the file system, which the other indices have theirs from.
  const { mtime } = await stat(mark);
  await utimes(`${stem}.json`, mtime, mtime).catch(() => undefined);
  return () => unlink(mark).catch(() => undefined);
}

/** Stems, without their folder, of the stores of a folder that a process works with, here or on another machine. */
export async function usedStems(folder: string): Promise<Set<string>> {
  const marks = (await readdir(folder)).filter((name) => {
    const writer = writerOf(name);
    return writer === 'running' || writer === 'elsewhere';
  });
  return new Set(marks.flatMap((name) => /^\.(features-[0-9a-f]+)\.use\./.exec(basename(name))?.[1] ?? []));
}
