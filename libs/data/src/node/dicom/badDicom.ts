import { PneumoError } from '@pneumo/core';

/** Rows, columns and their product beyond which a header is taken for forged: chest films have up to some 20 million pixels. */
export const MAX_SIDE = 16_384;
/** Pixels beyond which a header is taken for forged. */
export const MAX_PIXELS = 100_000_000;
/** Files beyond this are refused unread, inflated data sets beyond it are cut off. */
export const MAX_FILE_BYTES = 512 * 2 ** 20;

/**
 * The error for a DICOM file that cannot be used. It never holds a value of the file that could name a person.
 *
 * @param name - the file
 * @param reason - the end of a sentence that begins with the name
 * @param cause - what led to it
 * @returns `BAD_IMAGE`
 */
export function badDicom(name: string, reason: string, cause?: unknown): PneumoError {
  return new PneumoError('BAD_IMAGE', `${name} ${reason}.`, { cause, details: { name, reason } });
}
