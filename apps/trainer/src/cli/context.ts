import { resolve } from 'node:path';

/** Everything a command may touch of the world outside its arguments. */
export interface Context {
  /** Writes a line of the result. */
  print(line?: string): void;
  /** Writes a line about the work, beside the result. */
  note(line: string): void;
  /** The stream that progress is drawn on. */
  progressStream: { write(text: string): unknown; isTTY?: boolean; columns?: number };
  /** Milliseconds since the epoch. */
  now(): number;
  /** The caller's folder: relative paths start here. */
  folder: string;
  /** Environment variables. */
  env: Readonly<Record<string, string | undefined>>;
  /** Aborted by the first Ctrl-C. */
  signal: AbortSignal;
}

/**
 * The context of a real process. Under Nx the working folder is the workspace root and the
 * caller's is in INIT_CWD.
 */
export function processContext(signal: AbortSignal): Context {
  return {
    print: (line = '') => process.stdout.write(`${line}\n`),
    note: (line) => process.stderr.write(`${line}\n`),
    progressStream: process.stderr,
    now: () => Date.now(),
    folder: process.env.INIT_CWD ?? process.cwd(),
    env: process.env,
    signal,
  };
}

/** A path as the caller typed it, made absolute from the caller's folder, without a slash at its end. */
export function callerPath(context: Context, path: string): string {
  return resolve(context.folder, path);
}
