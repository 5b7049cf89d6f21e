import { open, rename, unlink } from 'node:fs/promises';
import { openAtomicFile } from './openAtomicFile.ts';

/** What a write did. */
export interface AtomicWrite {
  /** How many bytes went out. */
  bytesWritten: number;
}

/** An open file, as far as {@link AtomicFileSystem} needs it. */
export interface AtomicFileHandle {
  /** Writes bytes at a position (behind the last ones where it is `null`) and says how many went out. */
  write(bytes: Uint8Array, offset: number, length: number, position: number | null): Promise<AtomicWrite>;
  /** Waits until the bytes are on the disk. */
  sync(): Promise<void>;
  /** Closes the file. */
  close(): Promise<void>;
}

/** The calls of `node:fs/promises` that {@link writeFileAtomic} makes; a test hands in its own to see a full disk. */
export interface AtomicFileSystem {
  /** Opens a file or folder. */
  open(path: string, flags: string): Promise<AtomicFileHandle>;
  /** Renames, replacing what stands there. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file. */
  unlink(path: string): Promise<void>;
}

/** What {@link writeFileAtomic} takes beside path and contents. */
export interface WriteFileAtomicOptions {
  /** The file system calls; Node's own by default. */
  fileSystem?: AtomicFileSystem;
}

/** Node's own calls. */
export const nodeFileSystem: AtomicFileSystem = { open, rename, unlink };

/**
 * Writes a file so that a reader, a crash or `kill -9` at any moment finds either the old contents or
 * the new, whole: into a temporary file beside it, flushed to the disk, then renamed.
 *
 * @param path - the file; its folder must exist
 * @param contents - bytes, or text that is written as UTF-8
 * @param options - other file system calls, for tests
 * @throws PneumoError `DISK_FULL` when there is no space (or a limit on file sizes is hit) and
 *   `NOT_WRITABLE` when the folder is missing or may not be written; the old file stands, the temporary one is gone
 *
 * @example
 * ```ts
 * await writeFileAtomic('/tmp/metrics.json', '{"auroc":0.95}');
 * ```
 */
export async function writeFileAtomic(
  path: string,
  contents: Uint8Array | string,
  options: WriteFileAtomicOptions = {},
): Promise<void> {
  const { fileSystem = nodeFileSystem } = options;
  const bytes = typeof contents === 'string' ? new TextEncoder().encode(contents) : contents;
  const file = await openAtomicFile(path, fileSystem);
  await file.write(bytes);
  await file.commit();
}
