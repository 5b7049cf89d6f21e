import { readFile, unlink, writeFile } from 'node:fs/promises';
import { PneumoError, systemCode, writeError } from '@pneumo/core';
import { isAlive } from '../isAlive.ts';

/**
 * Makes sure that one process alone fills a store. The lock of a process that has ended counts for nothing.
 *
 * @param path - the file of the lock
 * @returns lets the lock go
 * @throws PneumoError `FEATURES_BUSY` naming the process that has it; `NOT_WRITABLE`, `DISK_FULL`
 */
export async function lockFeatures(path: string): Promise<() => Promise<void>> {
  for (let attempt = 0; ; attempt++) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx' });
      return () => unlink(path).catch(() => undefined);
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw writeError(error, path);
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    if (attempt > 0 || isAlive(owner)) {
      throw new PneumoError(
        'FEATURES_BUSY',
        `The process ${owner} is computing the same features; wait until it has done so, or remove ${path} if it runs on no machine.`,
        { details: { path, owner } },
      );
    }
    await unlink(path).catch(() => undefined);
  }
}
