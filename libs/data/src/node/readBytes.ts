import { readFile, stat } from 'node:fs/promises';
import { PneumoError } from '@pneumo/core';

/** Image files beyond this are refused unread. */
const MAX_IMAGE_BYTES = 512 * 2 ** 20;

/**
 * Reads the file of an image, not more than an image can have.
 *
 * @param path - the file
 * @param name - for messages
 * @returns its bytes
 * @throws what the file system throws, and PneumoError `BAD_IMAGE` for a file that is too large, or a pipe or a device
 */
export async function readBytes(path: string, name: string): Promise<Uint8Array> {
  const entry = await stat(path);
  if (!entry.isFile()) {
    const reason = `is a ${entry.isDirectory() ? 'folder' : 'pipe or a device'}; expected a file`;
    throw new PneumoError('BAD_IMAGE', `${name} ${reason}.`, { details: { name, reason } });
  }
  checkFileSize(entry.size, name);
  return readFile(path);
}

/**
 * Refuses files that are larger than images are.
 *
 * @param size - bytes
 * @param name - for messages
 * @throws PneumoError `BAD_IMAGE`
 */
export function checkFileSize(size: number, name: string): void {
  if (size <= MAX_IMAGE_BYTES) return;
  const reason = `has ${size} bytes; images of at most ${MAX_IMAGE_BYTES} are read`;
  throw new PneumoError('BAD_IMAGE', `${name} ${reason}.`, { details: { name, reason } });
}
