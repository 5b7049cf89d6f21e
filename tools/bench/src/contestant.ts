import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What is measured. */
export type Task = 'train' | 'infer';

/** One side of a measurement: a process that does a number of batches whenever it is told to. */
export interface Contestant {
  /** Its name in the table. */
  name: string;
  /** Versions and threads, as it says itself. */
  about: string;
  /** Does `batches` batches of a task and gives the seconds that they took. */
  measure(task: Task, batches: number): Promise<number>;
  /** Ends it and gives its peak memory in bytes (Linux), or undefined. */
  stop(): Promise<number | undefined>;
}

/**
 * Starts a contestant. It answers on standard output, one JSON object a line: first
 * `{"about": …}`, then `{"seconds": …}` for each line `{"task": …, "batches": …}` that it reads,
 * and `{"peakBytes": …}` when its input ends.
 *
 * @throws Error with what the process wrote when it ends before it answered
 */
export async function startContestant(
  name: string,
  command: string,
  args: readonly string[],
): Promise<Contestant> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const answers = answersOf(child, name);
  const { about } = (await answers.next()) as { about: string };
  return {
    name,
    about,
    async measure(task, batches) {
      child.stdin!.write(`${JSON.stringify({ task, batches })}\n`);
      return ((await answers.next()) as { seconds: number }).seconds;
    },
    async stop() {
      child.stdin!.end();
      return ((await answers.next()) as { peakBytes?: number }).peakBytes;
    },
  };
}

function answersOf(child: ChildProcess, name: string): { next(): Promise<unknown> } {
  let errors = '';
  child.stderr!.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const failed = new Promise<never>((_, reject) => {
    child.on('error', (error) => reject(new Error(`${name} cannot start: ${error.message}`)));
  });
  failed.catch(() => undefined);
  return {
    async next() {
      const line = await Promise.race([lines.next(), failed]);
      if (line.done === true)
        throw new Error(`${name} ended early: ${errors.trim().split('\n').slice(-1)[0] ?? ''}`);
      return JSON.parse(line.value);
    },
  };
}
