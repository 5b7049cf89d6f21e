import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isPneumoError, PneumoError, systemCode } from '@pneumo/core';
import { writeFileAtomic } from '@pneumo/data/node';
import type { MlflowSink } from '../tracking/mlflow/fitMlflow.ts';
import {
  checkMlflowUri,
  mlflowClient,
  type MlflowClient,
  type MlflowServer,
} from '../tracking/mlflow/mlflowClient.ts';
import type { MlflowEntry } from '../tracking/mlflow/mlflowEntry.ts';
import { makeRun, type MlflowRun, type MlflowRunDescription, tellRun } from '../tracking/mlflow/mlflowRun.ts';
import { openMlflowLog } from './mlflowLog.ts';

/** What {@link mlflowQueue} takes beside its folder. */
export interface MlflowQueueOptions extends MlflowServer, MlflowRunDescription {
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** Told what keeps entries from being sent, or why one was dropped; each once in a row. */
  readonly onProblem?: (problem: string) => void;
}

/** Entries for MLflow that wait on the disk until they are sent. */
export interface MlflowQueue extends MlflowSink {
  /** Whether nothing has ever been noted. */
  readonly empty: boolean;
  /** Entries that wait. */
  readonly waiting: number;
  /**
   * Tries to send all that waits, also when the server was away a moment ago.
   *
   * @param milliseconds - how long it may take; what is on its way then is broken off and waits for the next time
   * @returns whether nothing waits any more
   */
  flush(milliseconds: number): Promise<boolean>;
}

interface Sent {
  uri: string;
  experiment: string;
  run: MlflowRun | null;
  sent: number;
}

/** One try to send all that waits. */
interface Pass {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** Milliseconds before a server that was away is tried again. */
const RETRY_AFTER = 30_000;

/**
 * Opens the queue of a run in its folder: `mlflow.jsonl` with everything that was ever noted, and `mlflow.json` with
 * how much of it the server has. Noting is a line on the disk; sending goes on beside the training and never fails
 * or holds it up. When the server is away entries wait, also across a crash, for the next `send` or `flush`. Where
 * the address or the experiment is another than before, or the server does not know the run any more, everything is
 * sent again.
 *
 * @param folder - of the run; made when it is missing
 * @param options - server, experiment, run, clock
 * @returns the queue
 * @throws PneumoError `INVALID_ARGUMENT` for an address that is not http or https, or holds credentials; from `log`
 *   when the first entry is not `start`, or a later one is, and `DISK_FULL` or `NOT_WRITABLE`
 *
 * @example
 * ```ts no-run
 * const queue = await mlflowQueue('run', {
 *   uri: 'http://localhost:5000', experiment: 'pneumo', name: 'run', identity: 'run@1772373900000', now: () => Date.now(),
 * });
 * await queue.log({ kind: 'start', time: Date.now(), tags: {} });
 * await fit({ ...options, onEvent: fitMlflow(queue, () => Date.now()) });
 * await queue.log({ kind: 'status', status: 'FINISHED', time: Date.now() });
 * await queue.flush(5000); // true
 * ```
 */
export async function mlflowQueue(folder: string, options: MlflowQueueOptions): Promise<MlflowQueue> {
  const { now, onProblem = () => {}, uri, experiment } = options;
  checkMlflowUri(uri);
  await mkdir(folder, { recursive: true });
  const log = await openMlflowLog(join(folder, 'mlflow.jsonl'));
  const { entries } = log;
  const state = join(folder, 'mlflow.json');
  const last = new Map<string, number>();
  entries.forEach((entry) => remember(last, entry));
  const nothing: Sent = { uri, experiment, run: null, sent: 0 };
  let progress = await readProgress(state, nothing, entries.length);
  let tryAgainAt = -Infinity;
  let problem: string | undefined;
  let pass: Pass | undefined;

  const report = (text: string): void => {
    if (text !== problem) onProblem(text);
    problem = text;
  };
  const advance = async (next: Sent): Promise<void> => {
    progress = next;
    // Entries first: a power cut must not leave fewer of them than are counted as sent.
    await log.sync();
    await writeFileAtomic(state, `${JSON.stringify(progress, null, 2)}\n`);
  };

  /** Sends what comes next: the making of the run, or entries of one kind. */
  const sendNext = async (client: MlflowClient): Promise<void> => {
    const first = entries[progress.sent]!;
    if (first.kind === 'start') {
      const run = progress.run ?? (await makeRun(client, options, first));
      return advance({ ...progress, run, sent: progress.sent + 1 });
    }
    let next = progress.sent + 1;
    while (first.kind === 'metrics' && entries[next]?.kind === 'metrics') next++;
    const group = entries.slice(progress.sent, next);
    try {
      await tellRun(client, progress.run!, group, readFile);
    } catch (error) {
      // What the server will never take must not keep the rest from it.
      const lost = isPneumoError(error, 'MLFLOW_REFUSED') || systemCode(error) === 'ENOENT';
      if (!lost) throw error;
      report(`MLflow did not take ${first.kind}: ${(error as Error).message}`);
    }
    await advance({ ...progress, sent: next });
  };

  const sendAll = async (signal: AbortSignal): Promise<void> => {
    const client = mlflowClient(options, signal);
    let anew = false;
    try {
      while (progress.sent < entries.length) {
        try {
          await sendNext(client);
        } catch (error) {
          // Its store is another one, or was cleaned. Once: a run that is made and missing again is no lost one.
          if (anew || !isPneumoError(error, 'MLFLOW_MISSING')) throw error;
          anew = true;
          await advance(nothing);
        }
      }
      problem = undefined;
    } catch (error) {
      // That its time was up says nothing of the server.
      if (signal.aborted) return;
      tryAgainAt = now() + RETRY_AFTER;
      report(`MLflow waits: ${(error as Error).message}`);
    }
  };
  const start = (): Pass => {
    const abort = new AbortController();
    return (pass ??= { abort, done: sendAll(abort.signal).finally(() => (pass = undefined)) });
  };

  return {
    get empty() {
      return entries.length === 0;
    },
    get waiting() {
      return entries.length - progress.sent;
    },
    async log(entry) {
      if ((entry.kind === 'start') !== (entries.length === 0)) {
        throw new PneumoError(
          'INVALID_ARGUMENT',
          `The entry '${entry.kind}' was noted ${entries.length === 0 ? 'first' : 'later'}; a run begins with 'start', once.`,
        );
      }
      await log.append(entry);
      remember(last, entry);
    },
    send() {
      if (now() >= tryAgainAt) start();
    },
    lastStep: (key) => last.get(key),
    async flush(milliseconds) {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        pass?.abort.abort();
      }, milliseconds);
      // What is on its way may end before what was noted last.
      await pass?.done;
      if (!late) await start().done;
      clearTimeout(timer);
      return progress.sent === entries.length;
    },
  };
}

function remember(last: Map<string, number>, entry: MlflowEntry): void {
  if (entry.kind !== 'metrics') return;
  for (const { key, step } of entry.metrics) last.set(key, Math.max(step, last.get(key) ?? -1));
}

/** How far the server was told of so many entries. */
async function readProgress(path: string, nothing: Sent, entries: number): Promise<Sent> {
  try {
    const found = JSON.parse(await readFile(path, 'utf8')) as Sent;
    if (found.uri !== nothing.uri || found.experiment !== nothing.experiment) return nothing;
    // The folder of before may have come back from a copy with fewer entries.
    return { ...found, sent: Math.min(found.sent, entries) };
  } catch {
    // Missing or damaged: the server is asked whether it knows the run.
    return nothing;
  }
}
