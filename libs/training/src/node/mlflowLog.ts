import { type FileHandle, open, readFile, truncate } from 'node:fs/promises';
import { writeError } from '@pneumo/core';
import type { MlflowEntry } from '../tracking/mlflow/mlflowEntry.ts';
import { appendRecord } from './appendRecord.ts';

/** Everything that was ever noted for MLflow, in a file of one line an entry. */
export interface MlflowLog {
  /** All of it, the oldest first. */
  readonly entries: readonly MlflowEntry[];
  /**
   * Notes an entry; one after the other.
   *
   * @throws PneumoError `DISK_FULL` or `NOT_WRITABLE`; the entry is then not noted
   */
  append(entry: MlflowEntry): Promise<void>;
  /** Waits until all of it is on the disk. */
  sync(): Promise<void>;
}

/** Reads what stands there already; a last line that a crash has torn is cut off. */
export async function openMlflowLog(path: string): Promise<MlflowLog> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  let end = Buffer.byteLength(whole);
  if (whole.length < text.length) await truncate(path, end);
  const lines = whole.split('\n').filter((line) => line !== '');
  const entries = lines.map((line) => JSON.parse(line) as MlflowEntry);

  /** Opens the file for each use: nobody has to close a queue. */
  const withFile = async (work: (file: FileHandle) => Promise<void>): Promise<void> => {
    const file = await open(path, 'a').catch((cause: unknown) => {
      throw writeError(cause, path);
    });
    try {
      await work(file);
    } finally {
      await file.close();
    }
  };

  return {
    entries,
    async append(entry) {
      await withFile(async (file) => {
        end = await appendRecord(file, path, end, Buffer.from(`${JSON.stringify(entry)}\n`));
      });
      entries.push(entry);
    },
    sync: () => withFile((file) => file.datasync()),
  };
}
