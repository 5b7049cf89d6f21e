import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { didYouMean } from '@pneumo/core';
import { RIVALS } from './rivals.ts';
import { type Task, WORKLOADS } from './workloads.ts';

export const HELP = `Measures training and prediction beside PyTorch and others, in turns, in one run.

  npm run bench -- --python=PYTHON [options]

  --python=PYTHON      a Python with torch, onnxruntime, onnx and numpy; PNEUMO_PYTHON, else python3
  --tensorflow=FOLDER  a folder with tfjs-node (tools/tensorflow/build.mjs makes one); PNEUMO_TENSORFLOW
  --workloads=A,B      of ${WORKLOADS.map(({ name }) => name).join(', ')}; all
  --tasks=A,B          of train, infer; both
  --rivals=A,B         of ${RIVALS.map(({ name }) => name).join(', ')}; all that are there
  --rounds=N           counted rounds, in each of which everybody has a turn; 4
  --batches=N          batches a turn; as many as fill 1.5 s
  --threads=N          threads of everybody; all cores, and for the Python side the fastest of all and half
  --minutes=N          rounds are left out so that the whole takes about this long; 13
  --json=FILE          also writes every figure into a file
  --help

Each contestant is a process of its own. Figures are images a second; a ratio is that of one round, so that
a machine that slows down slows down both sides of it. Leave the machine alone meanwhile.`;

/** What is to be done. */
export interface Options {
  readonly python: string;
  /** Whether the Python was named, so that its lacking torch is an error. */
  readonly pythonNamed: boolean;
  readonly tensorflow: string | undefined;
  readonly workloads: readonly string[];
  readonly tasks: readonly Task[];
  readonly rivals: readonly string[];
  readonly rivalsNamed: boolean;
  readonly rounds: number;
  readonly batches: number | undefined;
  readonly threads: number | undefined;
  readonly minutes: number;
  readonly json: string | undefined;
}

/** An error of the command line, for people. */
export class UsageError extends Error {}

/**
 * Reads the command line.
 *
 * @returns the options, or undefined when help was asked for
 * @throws UsageError naming the option and what it takes
 */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options | undefined {
  const { values } = parse(args);
  if (values.help) return undefined;
  const python = values.python ?? environment.PNEUMO_PYTHON;
  const names = WORKLOADS.map(({ name }) => name);
  const rivals = RIVALS.map(({ name }) => name);
  return {
    python: python ?? 'python3',
    pythonNamed: python !== undefined,
    tensorflow: values.tensorflow ?? environment.PNEUMO_TENSORFLOW,
    workloads: list('workloads', values.workloads, names),
    tasks: list('tasks', values.tasks, ['train', 'infer']) as Task[],
    rivals: list('rivals', values.rivals, rivals),
    rivalsNamed: values.rivals !== undefined,
    rounds: number('rounds', values.rounds ?? '4', 1),
    batches: values.batches === undefined ? undefined : number('batches', values.batches, 1),
    threads: values.threads === undefined ? undefined : number('threads', values.threads, 1),
    minutes: number('minutes', values.minutes ?? '13', 0.1, false),
    json: values.json,
  };
}

/** Thread counts that the Python side tries: all cores, and half of them where that is another number. */
export function threadCandidates(threads: number | undefined): number[] {
  const cores = threads ?? availableParallelism();
  return threads !== undefined || cores < 2 ? [cores] : [cores, Math.floor(cores / 2)];
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        python: text,
        tensorflow: text,
        workloads: text,
        tasks: text,
        rivals: text,
        rounds: text,
        batches: text,
        threads: text,
        minutes: text,
        json: text,
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function list(option: string, value: string | undefined, known: readonly string[]): string[] {
  if (value === undefined) return [...known];
  const asked = value.split(',').map((name) => name.trim());
  for (const name of asked) {
    if (!known.includes(name))
      throw new UsageError(
        `--${option} names '${name}'; expected some of ${known.join(', ')}.${didYouMean(name, known)}`,
      );
  }
  return known.filter((name) => asked.includes(name));
}

function number(option: string, value: string, least: number, whole = true): number {
  const given = Number(value);
  if (!(given >= least) || !Number.isFinite(given) || (whole && !Number.isInteger(given)))
    throw new UsageError(
      `--${option} is '${value}'; expected a ${whole ? 'whole ' : ''}number from ${least}.`,
    );
  return given;
}
