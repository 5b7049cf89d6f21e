import { PneumoError } from '@pneumo/core';
import type { BadFile } from '../sources/imageSource.ts';

/** What to do with files that cannot be used: refuse them all by name, or leave them out and list them. */
export type OnBadFile = 'throw' | 'skip';

const NAMED = 10;

/**
 * One error for all bad files: it names the first ten and counts the rest.
 *
 * @param files - at least one
 * @param total - how many files were looked at
 * @returns `BAD_FILES`
 */
export function badFilesError(files: readonly BadFile[], total: number): PneumoError {
  const list = files.slice(0, NAMED).map(({ file, reason }) => `${file} ${reason}`);
  if (files.length > NAMED) list.push(`and ${files.length - NAMED} more`);
  return new PneumoError(
    'BAD_FILES',
    `${files.length} of ${total} files cannot be used: ${list.join('; ')}. Mend or remove them, or ask to skip bad files.`,
    { details: { files, total } },
  );
}
