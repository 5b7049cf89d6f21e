import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { PneumoError, writeError } from '@pneumo/core';
import type { FeatureIndex } from './featureIndex.ts';

/** Checksums of the rows from the first on that are what they were when they were written. */
export async function goodRows(
  path: string,
  { rowBytes, checksums }: FeatureIndex,
  signal: AbortSignal | undefined,
): Promise<number[]> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return [];
  try {
    const row = new Uint8Array(rowBytes);
    for (const [i, checksum] of checksums.entries()) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(row, 0, rowBytes, i * rowBytes);
      if (bytesRead !== rowBytes || crc32(row) !== checksum) return checksums.slice(0, i);
    }
    return checksums;
  } finally {
    await file.close();
  }
}

/**
 * Reads bytes by position.
 *
 * @throws PneumoError `FEATURES_BROKEN` where the file ends before
 */
export async function readAt(
  file: FileHandle,
  target: Uint8Array,
  position: number,
  path: string,
): Promise<void> {
  for (let done = 0; done < target.length;) {
    const { bytesRead } = await file.read(target, done, target.length - done, position + done);
    if (bytesRead === 0) {
      throw new PneumoError(
        'FEATURES_BROKEN',
        `${path} ends after ${position + done} bytes: it was cut short while it was in use. Start again; what is missing is computed anew.`,
        { details: { path } },
      );
    }
    done += bytesRead;
  }
}

/** Writes bytes by position, and waits until they are on the disk. */
export async function writeAt(
  file: FileHandle,
  bytes: Uint8Array,
  position: number,
  path: string,
): Promise<void> {
  try {
    for (let done = 0; done < bytes.length;) {
      const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
    await file.datasync();
  } catch (error) {
    throw writeError(error, path);
  }
}
