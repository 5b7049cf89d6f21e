import { appendFile, mkdir, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { isPneumoError, PneumoError } from '@pneumo/core';
import { writeFileAtomic } from '@pneumo/data/node';
import type { MlflowSink } from '../tracking/mlflow/fitMlflow.ts';
import { mlflowClient, type MlflowServer } from '../tracking/mlflow/mlflowClient.ts';
import type { MlflowEntry } from '../tracking/mlflow/mlflowEntry.ts';
import { makeRun, type MlflowRun, type MlflowRunDescription, tellRun } from '../tracking/mlflow/mlflowRun.ts';

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
   * Tries to send all that waits.
   *
   * @param milliseconds - how long it may take
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

/** Milliseconds before a server that was away is tried again. */
const RETRY_AFTER = 30_000;

/**
 * Opens the queue of a run in its folder: `mlflow.jsonl` with everything that was ever noted, and `mlflow.json` with
 * how much of it the server has. Noting is a line on the disk; sending goes on beside the training and never fails
 * or holds it up. When the server is away entries wait, also across a crash, for the next `send` or `flush`. Where
 * the address or the experiment is another than before, everything is sent again.
 *
 * @param folder - of the run; made when it is missing
 * @param options - server, experiment, run, clock
 * @returns the queue
 * @throws PneumoError `INVALID_ARGUMENT` for an address that is not http or https, or holds credentials; from `log`
 *   when the first entry is not `start`, or a later one is
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
  const abort = new AbortController();
  const client = mlflowClient(options, abort.signal);
  await mkdir(folder, { recursive: true });
  const log = join(folder, 'mlflow.jsonl');
  const state = join(folder, 'mlflow.json');
  const entries = await readEntries(log);
  const last = new Map<string, number>();
  entries.forEach((entry) => remember(last, entry));
  let progress = await readProgress(state, { uri, experiment, run: null, sent: 0 });
  let tryAgainAt = -Infinity;
  let problem: string | undefined;
  let sending: Promise<void> | undefined;

  const report = (text: string): void => {
    if (text !== problem) onProblem(text);
    problem = text;
  };
  const advance = async (next: Sent): Promise<void> => {
    progress = next;
    await writeFileAtomic(state, `${JSON.stringify(progress, null, 2)}\n`);
  };

  /** Sends what comes next: the making of the run, or entries of one kind. */
  const sendNext = async (): Promise<void> => {
    const first = entries[progress.sent]!;
    if (first.kind === 'start') {
      const run = progress.run ?? (await makeRun(client, options, first));
      return advance({ ...progress, run, sent: progress.sent + 1 });
    }
    let end = progress.sent + 1;
    while (first.kind === 'metrics' && entries[end]?.kind === 'metrics') end++;
    const group = entries.slice(progress.sent, end);
    try {
      await tellRun(client, progress.run!, group, readFile);
    } catch (error) {
      // What the server will never take must not keep the rest from it.
      const lost =
        isPneumoError(error, 'MLFLOW_REFUSED') || (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (!lost) throw error;
      report(`MLflow did not take ${first.kind}: ${(error as Error).message}`);
    }
    await advance({ ...progress, sent: end });
  };

  const sendAll = async (): Promise<void> => {
    try {
      while (progress.sent < entries.length) await sendNext();
      problem = undefined;
    } catch (error) {
      tryAgainAt = now() + RETRY_AFTER;
      if (!abort.signal.aborted) report(`MLflow waits: ${(error as Error).message}`);
    }
  };
  const send = (): Promise<void> => (sending ??= sendAll().finally(() => (sending = undefined)));

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
      await appendFile(log, `${JSON.stringify(entry)}\n`);
      entries.push(entry);
      remember(last, entry);
    },
    send() {
      if (now() >= tryAgainAt) void send();
    },
    lastStep: (key) => last.get(key),
    async flush(milliseconds) {
      const timer = setTimeout(() => abort.abort(), milliseconds);
      // What is on its way may end before what was noted last.
      await sending;
      await send();
      clearTimeout(timer);
      return progress.sent === entries.length;
    },
  };
}

function remember(last: Map<string, number>, entry: MlflowEntry): void {
  if (entry.kind !== 'metrics') return;
  for (const { key, step } of entry.metrics) last.set(key, Math.max(step, last.get(key) ?? -1));
}

/** The entries of before; a last line that a crash has torn is cut off. */
async function readEntries(path: string): Promise<MlflowEntry[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole));
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as MlflowEntry);
}

async function readProgress(path: string, fresh: Sent): Promise<Sent> {
  try {
    const found = JSON.parse(await readFile(path, 'utf8')) as Sent;
    return found.uri === fresh.uri && found.experiment === fresh.experiment ? found : fresh;
  } catch {
    // Missing or damaged: the server is asked whether it knows the run.
    return fresh;
  }
}
