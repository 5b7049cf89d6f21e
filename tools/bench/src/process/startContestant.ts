import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Answers, Ask, Introduction, Order } from './protocol.ts';

/** A process that does a number of batches whenever it is asked to; nothing is shared with others. */
export interface Contestant extends Introduction {
  /** Asks, and waits for the answer. */
  ask<Kind extends keyof Answers>(question: Extract<Ask, { do: Kind }>): Promise<Answers[Kind]>;
  /** Ends the process. */
  stop(): Promise<void>;
}

/** How a contestant is started. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a contestant and waits until it has introduced itself.
 *
 * @param seconds - how long it may take to answer anything
 * @throws Error with its own words when it cannot start, ends, says that it cannot do a thing, or does not answer
 */
export async function startContestant(
  { command, args, env }: Command,
  order: Order,
  seconds: number,
): Promise<Contestant> {
  const child = spawn(command, [...args, JSON.stringify(order)], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const answers = answersOf(child, seconds);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    child.stdin!.end();
    const timer = setTimeout(kill, 5000);
    await ended;
    clearTimeout(timer);
    process.off('exit', kill);
  };
  try {
    const introduction = (await answers.next()) as Introduction;
    return {
      ...introduction,
      async ask<Kind extends keyof Answers>(question: Extract<Ask, { do: Kind }>) {
        child.stdin!.write(`${JSON.stringify(question)}\n`);
        return (await answers.next()) as Answers[Kind];
      },
      stop,
    };
  } catch (error) {
    kill();
    await ended;
    process.off('exit', kill);
    throw error;
  }
}

function answersOf(child: ChildProcess, seconds: number): { next(): Promise<object> } {
  let errors = '';
  child.stderr!.on('data', (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-4000)));
  child.stdin!.on('error', () => undefined); // It says itself why it has gone.
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  const failed = new Promise<never>((_, reject) => {
    child.on('error', (error) => reject(new Error(`it cannot start: ${error.message}`)));
  });
  failed.catch(() => undefined);
  return {
    async next() {
      const late = timeout(seconds);
      try {
        for (;;) {
          const line = await Promise.race([lines.next(), failed, late.promise]);
          if (line.done === true)
            throw new Error(
              `it ended early${child.signalCode === null ? '' : ` (${child.signalCode})`}: ${lastLine(errors)}`,
            );
          // Libraries write greetings; answers are JSON.
          if (!line.value.startsWith('{')) continue;
          const answer = JSON.parse(line.value) as { error?: string };
          if (answer.error !== undefined) throw new Error(answer.error);
          return answer;
        }
      } finally {
        late.cancel();
      }
    },
  };
}

function timeout(seconds: number): { promise: Promise<never>; cancel(): void } {
  let timer: NodeJS.Timeout;
  const promise = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it gave no answer in ${seconds} s`)), seconds * 1000);
  });
  promise.catch(() => undefined);
  return { promise, cancel: () => clearTimeout(timer) };
}

/** The line that names the error, or else the last one. */
function lastLine(text: string): string {
  const lines = text.trim().split('\n');
  return (
    lines.findLast((line) => /^\s*(\w*Error|.*Killed)\b/.test(line)) ?? (lines.at(-1) || 'it said nothing')
  );
}
