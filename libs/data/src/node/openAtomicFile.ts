import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { writeError } from '@pneumo/core';
import { isAlive } from './isAlive.ts';
import type { AtomicFileHandle, AtomicFileSystem } from './writeFileAtomic.ts';

/** A file in the making, which nobody sees before it is whole. */
export interface AtomicFile {
  /** Writes behind what was written before; on failure nothing of the file remains. */
  write(bytes: Uint8Array): Promise<void>;
  /** Flushes it to the disk and puts it in its place, in one step; on failure nothing of it remains. */
  commit(): Promise<void>;
  /** Removes it. */
  discard(): Promise<void>;
}

/**
 * Begins a file that appears whole or not at all: written under another name beside its place, flushed to the disk, then
 * renamed. Commit it or discard it.
 *
 * @param path - the file that it will become; its folder must exist
 * @param fileSystem - the file system calls
 * @returns the file
 * @throws PneumoError `DISK_FULL`, `NOT_WRITABLE`; what stood at the path still stands there
 */
export async function openAtomicFile(path: string, fileSystem: AtomicFileSystem): Promise<AtomicFile> {
  const temporary = temporaryName(path);
  const remove = (): Promise<void> => fileSystem.unlink(temporary).catch(() => undefined);
  let file: AtomicFileHandle;
  try {
    file = await fileSystem.open(temporary, 'wx');
  } catch (error) {
    throw writeError(error, path);
  }
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await file.close();
  };
  const discard = async (): Promise<void> => {
    await close().catch(() => undefined);
    await remove();
  };
  const orDiscard = async (run: () => Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      await discard();
      throw writeError(error, path);
    }
  };
  return {
    write: (bytes) => orDiscard(() => writeAll(file, bytes)),
    async commit() {
      await orDiscard(async () => {
        await file.sync();
        await close();
        await fileSystem.rename(temporary, path);
      });
      await syncFolder(dirname(path), fileSystem);
    },
    discard,
  };
}

let count = 0;

/** This machine, in file names: a process number means nothing on another one, or in another container. */
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/**
 * A name for a file in the making: in the same folder, so that renaming is one step, and hidden.
 *
 * @param path - the file that it will become
 * @returns a path that no other call of this process, nor another process, uses
 */
export function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${HOST}.${process.pid}-${count++}.tmp`);
}

/**
 * Who writes a file that is in the making.
 *
 * @param name - a file name
 * @returns a process of this machine that is `running` or has `ended`, a process `elsewhere`, on another machine or in
 *   another container; nothing for a name that is not of {@link openAtomicFile}
 */
export function writerOf(name: string): 'running' | 'ended' | 'elsewhere' | undefined {
  const [, host, pid] = /^\..+\.([0-9a-f]{8})\.(\d+)-\d+\.tmp$/.exec(name) ?? [];
  if (pid === undefined) return undefined;
  if (host !== HOST) return 'elsewhere';
  return isAlive(Number(pid)) ? 'running' : 'ended';
}

/** Writes all bytes; a single write may take only a part. */
async function writeAll(file: AtomicFileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await file.write(bytes, done, bytes.length - done, null)).bytesWritten;
  }
}

/** Flushes a folder, so that a rename in it survives a power cut. */
async function syncFolder(folder: string, fileSystem: AtomicFileSystem): Promise<void> {
  try {
    const handle = await fileSystem.open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch {
    // Windows and some network file systems cannot flush a folder; the file itself is on the disk.
  }
}
