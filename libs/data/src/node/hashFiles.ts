import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isPneumoError, PneumoError, systemCode } from '@pneumo/core';
import type { ImageSource } from '../sources/imageSource.ts';
import { mapConcurrently } from './mapConcurrently.ts';
import { readBytes } from './readBytes.ts';

/** The hash of a file, or why it could not be read. */
export interface FileHash {
  /** The sample's id. */
  id: string;
  /** SHA-256 of its bytes, 64 hexadecimal digits. */
  sha256?: string;
  /** Why there is no hash, as the end of a sentence. */
  reason?: string;
}

/** What {@link hashFiles} takes beside the files. */
export interface HashFilesOptions {
  /** The folder from which the ids are paths. Either this or `source`. */
  root?: string;
  /** Where the images come from, when it is no folder: what {@link openSource} gave. */
  source?: Pick<ImageSource, 'read'>;
  /** No file is begun after it is aborted. */
  signal?: AbortSignal;
  /** Called after each file. */
  onProgress?: (done: number) => void;
}

/** Reading waits for the disk, not for a processor. */
const READERS = 16;

/**
 * Hashes files by their contents.
 *
 * @param ids - paths from the root, with `/`, or ids that the source knows
 * @param options - the root or the source, a signal, progress
 * @returns one entry a file, in the same order; a file that cannot be read has a reason in place of a hash
 *
 * @example
 * ```ts
 * await writeFileAtomic('/tmp/pneumo-example-abc.txt', 'abc');
 * const [hash] = await hashFiles(['pneumo-example-abc.txt'], { root: '/tmp' });
 * hash!.sha256!.slice(0, 8); // 'ba7816bf'
 * ```
 */
export function hashFiles(ids: readonly string[], options: HashFilesOptions): Promise<FileHash[]> {
  const { root, source, ...rest } = options;
  if ((root === undefined) === (source === undefined))
    throw new PneumoError('INVALID_ARGUMENT', 'Either root or source is expected, and not both.');
  return hashContents(ids, {
    ...rest,
    read: (id) => (source ? source.read(id) : readBytes(join(root!, id), id)),
  });
}

/** What {@link hashContents} takes beside the ids. */
export interface HashContentsOptions extends Omit<HashFilesOptions, 'root' | 'source'> {
  /** Gives the stored bytes of a sample. */
  read: (id: string) => Promise<Uint8Array>;
}

/**
 * Hashes what samples are made from, wherever it lies.
 *
 * @param ids - the samples
 * @param options - how their bytes are read, a signal, progress
 * @returns one entry a sample, in the same order
 */
export function hashContents(ids: readonly string[], options: HashContentsOptions): Promise<FileHash[]> {
  const { read, signal, onProgress } = options;
  let done = 0;
  return mapConcurrently(
    ids,
    READERS,
    async (id) => {
      let hash: FileHash;
      try {
        hash = { id, sha256: sha256Hex(await read(id)) };
      } catch (cause) {
        hash = { id, reason: unreadable(cause) };
      }
      onProgress?.(++done);
      return hash;
    },
    signal,
  );
}

/**
 * SHA-256 of bytes.
 *
 * @param bytes - what to hash
 * @returns 64 hexadecimal digits
 */
export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Why a file could not be read, as the end of a sentence that begins with its name.
 *
 * @param cause - what the file system threw
 * @returns the end of the sentence
 */
export function unreadable(cause: unknown): string {
  if (isPneumoError(cause))
    return typeof cause.details.reason === 'string' ? cause.details.reason : cause.message;
  const code = systemCode(cause);
  return code === 'ENOENT' ? 'does not exist' : `cannot be read (${code || String(cause)})`;
}
