import { mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PneumoError } from '@pneumo/core';
import { encodeTensorBoardEvent } from '../tracking/tensorboard/encodeTensorBoardEvent.ts';
import type { TensorBoardSink } from '../tracking/tensorboard/fitTensorBoard.ts';
import type { TensorBoardEvent } from '../tracking/tensorboard/tensorBoardEvent.ts';
import { appendRecord } from './appendRecord.ts';

/** What {@link tensorBoardWriter} takes beside its folder. */
export interface TensorBoardWriterOptions {
  /** A clock in milliseconds since 1970: it dates events and names the file. */
  readonly now: () => number;
}

/** Writes one event file. */
export interface TensorBoardWriter extends TensorBoardSink {
  /** The file. */
  readonly path: string;
  /** Closes the file; what was told before is in it at once, also after a crash. */
  close(): Promise<void>;
}

const NAME = /^events\.out\.tfevents\.(\d{10})\./;

/**
 * Opens a new event file of TensorBoard (`tensorboard --logdir FOLDER`). Files that stand there already are left as
 * they are: TensorBoard reads the new one as their continuation, and `restart(step)` takes back what they tell of
 * that step and later.
 *
 * @param folder - made when it is missing; one a run
 * @param options - the clock
 * @returns the writer
 * @throws PneumoError `NOT_WRITABLE` when the folder cannot be made or written; from `add` and `restart` `DISK_FULL`,
 *   the file then ends behind the last whole event
 *
 * @example
 * ```ts no-run
 * const writer = await tensorBoardWriter('run/tensorboard', { now: () => Date.now() });
 * await writer.add(100, [{ kind: 'scalar', tag: 'loss', value: 0.25 }]);
 * await writer.close();
 * ```
 */
export async function tensorBoardWriter(
  folder: string,
  { now }: TensorBoardWriterOptions,
): Promise<TensorBoardWriter> {
  const { path, file } = await create(folder, Math.floor(now() / 1000)).catch(
    (cause: NodeJS.ErrnoException) => {
      throw new PneumoError(
        'NOT_WRITABLE',
        `The folder for TensorBoard, ${folder}, cannot be written (${cause.code}); name one that can.`,
        { cause, details: { folder } },
      );
    },
  );
  let end = 0;
  const write = async (event: TensorBoardEvent): Promise<void> => {
    end = await appendRecord(file, path, end, encodeTensorBoardEvent(event));
  };
  await write({ wallTime: now() / 1000, mark: 'version' });
  return {
    path,
    add: (step, values) => write({ wallTime: now() / 1000, step, values }),
    restart: (step) => write({ wallTime: now() / 1000, step, mark: 'restart' }),
    close: () => file.close(),
  };
}

/** A file whose name sorts behind those of before: TensorBoard reads them in that order. */
async function create(folder: string, second: number) {
  await mkdir(folder, { recursive: true });
  const before = (await readdir(folder)).flatMap((name) => Number(NAME.exec(name)?.[1] ?? []));
  const stamp = Math.max(second, ...before.map((time) => time + 1));
  const path = join(folder, `events.out.tfevents.${String(stamp).padStart(10, '0')}.pneumo`);
  return { path, file: await open(path, 'ax') };
}
