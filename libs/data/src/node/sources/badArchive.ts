import { PneumoError } from '@pneumo/core';

/**
 * The error for an archive that cannot be used.
 *
 * @param path - the archive
 * @param reason - the end of a sentence that begins with its name
 * @returns `BAD_ARCHIVE`
 */
export function badArchive(path: string, reason: string): PneumoError {
  return new PneumoError('BAD_ARCHIVE', `${path} ${reason}.`, { details: { path, reason } });
}
