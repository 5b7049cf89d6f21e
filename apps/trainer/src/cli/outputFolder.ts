import { existsSync } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { PneumoError } from '@pneumo/core';

/**
 * Refuses a folder for output that holds something, or is a file.
 *
 * @throws PneumoError `OUTPUT_EXISTS`
 */
export async function refuseUsedFolder(out: string): Promise<void> {
  if (existsSync(out) && (await readdir(out).catch(() => ['a file'])).length > 0) {
    throw new PneumoError(
      'OUTPUT_EXISTS',
      `--out ${out} is not empty; name a new or empty folder. Nothing was overwritten.`,
    );
  }
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
