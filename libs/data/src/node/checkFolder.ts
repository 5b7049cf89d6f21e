import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { PneumoError, systemCode } from '@pneumo/core';

/**
 * Refuses what is no folder.
 *
 * @param root - the folder that the user named
 * @throws PneumoError `NOT_FOUND` naming the nearest folder that exists, `NOT_A_FOLDER`, `NOT_READABLE`
 */
export async function checkFolder(root: string): Promise<void> {
  if ((await kindOfPath(root)) === 'folder') return;
  throw new PneumoError('NOT_A_FOLDER', `${root} is a file; expected the folder of a data set.`, {
    details: { root },
  });
}

/**
 * Whether a path is a folder or a file.
 *
 * @param root - the path that the user named
 * @returns which of the two
 * @throws PneumoError `NOT_FOUND` naming the nearest folder that exists, `NOT_READABLE`
 */
export async function kindOfPath(root: string): Promise<'folder' | 'file'> {
  try {
    return (await stat(root)).isDirectory() ? 'folder' : 'file';
  } catch (cause) {
    if (!['ENOENT', 'ENOTDIR'].includes(systemCode(cause))) {
      throw new PneumoError('NOT_READABLE', `${root} cannot be read (${systemCode(cause)}).`, { cause });
    }
    throw new PneumoError(
      'NOT_FOUND',
      `${root} does not exist; the nearest folder that does is ${await nearestFolder(root)}. Check the path to the data.`,
      { cause, details: { root } },
    );
  }
}

async function nearestFolder(path: string): Promise<string> {
  const parent = dirname(resolve(path));
  const found = await stat(parent).catch(() => undefined);
  return found?.isDirectory() || parent === dirname(parent) ? parent : nearestFolder(parent);
}
