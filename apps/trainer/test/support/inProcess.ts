import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import type { Context } from '../../src/cli/context.ts';
import { dispatch } from '../../src/main.ts';

// Keeps tfjs from advertising tfjs-node on the console, which fails a test.
tf.env().set('IS_TEST', true);

/** What a command left behind that ran in this process. */
export interface Said {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command in this process: faster than `pneumo()`, from the sources, without signals. */
export async function inProcess(
  args: readonly string[],
  folder: string,
  given: Partial<Context> = {},
): Promise<Said> {
  const out: string[] = [];
  const notes: string[] = [];
  const context: Context = {
    print: (line = '') => void out.push(line),
    note: (line) => void notes.push(line),
    progressStream: { write: () => true },
    now: () => Date.now(),
    folder,
    env: { PNEUMO_CACHE: join(folder, 'cache'), PNEUMO_DEBUG: '1' },
    signal: new AbortController().signal,
    ...given,
  };
  const code = await dispatch(args, context);
  return { code, stdout: out.join('\n'), stderr: notes.join('\n') };
}
