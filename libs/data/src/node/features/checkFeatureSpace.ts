import { mkdir, statfs } from 'node:fs/promises';
import { PneumoError } from '@pneumo/core';
import { writeError } from '../fileError.ts';

/** What {@link checkFeatureSpace} compares. */
export interface FeatureSpace {
  /** Bytes of all features together. */
  bytes: number;
  /** Bytes of them that are yet to be written. */
  missing: number;
  /** Most bytes that they may take. */
  limitBytes: number;
}

const GIB = 2 ** 30;

/**
 * Checks, before anything is computed, that features may take the space they need, and that the disk has it.
 *
 * @param folder - where they will be written; made where it is missing
 * @param space - what they need and may take
 * @throws PneumoError `FEATURE_LIMIT` above the limit, `DISK_FULL` when the disk has less than is missing,
 *   `NOT_WRITABLE` when the folder cannot be made
 *
 * @example
 * ```ts
 * await checkFeatureSpace('/tmp', { bytes: 1024, missing: 0, limitBytes: 2048 });
 * ```
 */
export async function checkFeatureSpace(
  folder: string,
  { bytes, missing, limitBytes }: FeatureSpace,
): Promise<void> {
  if (bytes > limitBytes) {
    throw new PneumoError(
      'FEATURE_LIMIT',
      `The features need ${gib(bytes)}; at most ${gib(limitBytes)} are allowed. Take float16, fewer variants or a higher limit.`,
      { details: { bytes, limitBytes } },
    );
  }
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw writeError(error, folder);
  }
  const { bavail, bsize } = await statfs(folder);
  if (missing > bavail * bsize) {
    throw new PneumoError(
      'DISK_FULL',
      `${gib(missing)} of features are to be written to ${folder}, whose disk has ${gib(bavail * bsize)} free. Take float16 or fewer variants, free space, or choose another folder.`,
      { details: { missing, free: bavail * bsize } },
    );
  }
}

function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(bytes < GIB ? 4 : 2)} GiB`;
}
