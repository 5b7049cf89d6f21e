import { stat } from 'node:fs/promises';
import { PneumoError } from '@pneumo/core';
import { z } from 'zod';
import type { OptionSpec } from './command.ts';

/** `--overwrite` of commands that write one file. */
export const OVERWRITE_OPTION: OptionSpec = {
  key: 'overwrite',
  schema: z.boolean(),
  description: 'Replaces a file that stands there already.',
};

/**
 * Refuses a file for output that exists, unless it may be replaced; a folder is refused always.
 *
 * @param out - the file's path
 * @param overwrite - it may be replaced
 * @param example - a name for a file in the folder that was named instead
 * @throws PneumoError `OUTPUT_EXISTS`
 */
export async function refuseExisting(out: string, overwrite: boolean, example: string): Promise<void> {
  const entry = await stat(out).catch(() => undefined);
  if (entry === undefined || (overwrite && entry.isFile())) return;
  throw new PneumoError(
    'OUTPUT_EXISTS',
    entry.isFile()
      ? `--out ${out} exists, and is left as it is. Name another file, or say --overwrite.`
      : `--out ${out} is no file; name a file, such as ${out}/${example}.`,
  );
}
