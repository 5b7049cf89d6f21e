import { PneumoError } from '@pneumo/core';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What a failure to write below a folder means; an error that is none of the system's stays itself. */
export function writeError(cause: unknown, folder: string): unknown {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  if (code === undefined || cause instanceof PneumoError) return cause;
  const options = { cause, details: { folder, systemCode: code } };
  if (FULL.has(code)) {
    return new PneumoError(
      'DISK_FULL',
      `No space to write ${folder} (${code}); free space, raise the limit on file sizes or choose another folder. Nothing was overwritten.`,
      options,
    );
  }
  return new PneumoError(
    'NOT_WRITABLE',
    `${folder} cannot be written (${code}); expected a folder that this user may write to. Nothing was overwritten.`,
    options,
  );
}
