import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../bin/pneumo.js', import.meta.url));

/** What a process of `pneumo` left behind. */
export interface Outcome {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A process of `pneumo` that is running. */
export interface Running {
  child: ChildProcess;
  /** Resolves when standard error holds the text. */
  said(text: string | RegExp): Promise<void>;
  ended: Promise<Outcome>;
}

/** A new empty folder. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'pneumo-test-'));
}

/** Settings under which a whole run takes seconds. */
export const TINY = [
  '--phantom-patients=40',
  '--image-size=32',
  '--filters=4,8',
  '--dense=8',
  '--epochs=2',
  '--batch-size=16',
  '--resamples=100',
  '--overlays=4',
] as const;

/** Starts the built command line, as a user would. */
export function start(args: readonly string[], folder: string, shell?: (command: string) => string): Running {
  const env = { ...process.env, INIT_CWD: folder, PNEUMO_CACHE: join(folder, 'cache') };
  const options = { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] };
  const child =
    shell === undefined
      ? spawn(process.execPath, [BIN, ...args], options)
      : spawn(
          'bash',
          ['-c', shell([process.execPath, BIN, ...args].map((word) => `'${word}'`).join(' '))],
          options,
        );
  let stdout = '';
  let stderr = '';
  let listener: (() => void) | undefined;
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    listener?.();
  });
  const ended = new Promise<Outcome>((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr })),
  );
  return {
    child,
    ended,
    said: (text) =>
      new Promise((resolve, reject) => {
        listener = () => {
          if (typeof text === 'string' ? stderr.includes(text) : text.test(stderr)) resolve();
        };
        listener();
        void ended.then(() => reject(new Error(`It ended without saying ${String(text)}: ${stderr}`)));
      }),
  };
}

/** Runs the built command line to its end. */
export function pneumo(
  args: readonly string[],
  folder: string,
  shell?: (command: string) => string,
): Promise<Outcome> {
  return start(args, folder, shell).ended;
}
