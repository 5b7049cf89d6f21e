import { writeError } from '@pneumo/core';

/** A file open for appending, as far as {@link appendRecord} needs it. */
export interface AppendableFile {
  /** Writes bytes behind the last ones. */
  appendFile(bytes: Uint8Array): Promise<void>;
  /** Cuts the file off behind this many bytes. */
  truncate(length: number): Promise<void>;
}

/**
 * Appends a record to a file, whole or not at all: half a record would hide everything behind it.
 *
 * @param file - open for appending
 * @param path - its path, for what is said
 * @param end - bytes that it holds
 * @param record - what is appended
 * @returns bytes that it holds now
 * @throws PneumoError `DISK_FULL` or `NOT_WRITABLE`; the file ends where it did
 */
export async function appendRecord(
  file: AppendableFile,
  path: string,
  end: number,
  record: Uint8Array,
): Promise<number> {
  try {
    await file.appendFile(record);
  } catch (cause) {
    // What was wrong with the writing is what counts.
    await file.truncate(end).catch(() => {});
    throw writeError(cause, path);
  }
  return end + record.length;
}
