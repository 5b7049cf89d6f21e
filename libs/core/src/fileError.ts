import { PneumoError } from './pneumoError.ts';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
/** The operating system's own names; those of Node, as `ERR_INVALID_ARG_TYPE`, tell of mistakes in the program. */
const SYSTEM_CODE = /^E[A-Z0-9]+$/;

/**
 * Turns what the file system said while writing into an error with a stable code.
 *
 * @param cause - what was thrown
 * @param path - the file or folder that was to be written
 * @returns `DISK_FULL` or `NOT_WRITABLE`, or `cause` itself when it is neither
 *
 * @example
 * ```ts
 * const cause = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
 * (writeError(cause, 'run/metrics.json') as { code: string }).code; // 'DISK_FULL'
 * ```
 */
export function writeError(cause: unknown, path: string): unknown {
  if (cause instanceof PneumoError) return cause;
  const code = systemCode(cause);
  const options = { cause, details: { path, systemCode: code } };
  if (FULL.has(code)) {
    return new PneumoError(
      'DISK_FULL',
      `No space to write ${path} (${code}); free space, raise the limit on file sizes or choose another folder. Nothing was overwritten.`,
      options,
    );
  }
  if (SYSTEM_CODE.test(code)) {
    return new PneumoError(
      'NOT_WRITABLE',
      `${path} cannot be written (${code}); expected a place that exists and that this user may write to. Nothing was overwritten.`,
      options,
    );
  }
  return cause;
}

/**
 * The operating system's name of an error.
 *
 * @param error - anything that was caught
 * @returns for example `ENOENT`, or `''`
 *
 * @example
 * ```ts
 * systemCode(Object.assign(new Error('no such file'), { code: 'ENOENT' })); // 'ENOENT'
 * ```
 */
export function systemCode(error: unknown): string {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : '';
}
