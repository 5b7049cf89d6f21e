import { mkdir, readdir } from 'node:fs/promises';
import { PneumoError, systemCode } from '@pneumo/core';

/** Files in the making, which hold nothing where their process was killed. */
const UNFINISHED = /^\..+\.tmp$/;

/**
 * What an output folder holds: nothing where it is empty or missing, or a process was killed at its very first file.
 *
 * @returns names; for a file in its place a word that says so
 */
export async function contentsOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !UNFINISHED.test(name));
  } catch (error) {
    return systemCode(error) === 'ENOENT' ? [] : ['a file'];
  }
}

/** Whether nobody has written anything into an output folder yet. */
export async function isUnused(folder: string): Promise<boolean> {
  return (await contentsOf(folder)).length === 0;
}

/**
 * Refuses a folder for output that holds something, or is a file.
 *
 * @throws PneumoError `OUTPUT_EXISTS`
 */
export async function refuseUsedFolder(out: string): Promise<void> {
  if (await isUnused(out)) return;
  throw new PneumoError(
    'OUTPUT_EXISTS',
    `--out ${out} is not empty; name a new or empty folder. Nothing was overwritten.`,
  );
}

/**
 * Makes a folder with all those above it; one that exists is left as it is.
 *
 * @throws PneumoError `NOT_WRITABLE`
 */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    throw new PneumoError(
      'NOT_WRITABLE',
      `The folder ${path} cannot be made (${cause.code}); name one that can be written.`,
      { cause },
    );
  });
}
