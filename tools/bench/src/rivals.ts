import { fileURLToPath } from 'node:url';
import type { Command } from './process/startContestant.ts';
import type { Task } from './workloads.ts';

/** What is known of the machine's rivals before anything runs. */
export interface Installed {
  /** The Python to use. */
  readonly python: string;
  /** Python packages by version; undefined where the Python cannot be run. */
  readonly packages: Readonly<Record<string, string>> | undefined;
  /** Folder with tfjs-node, if one was named. */
  readonly tensorflow: string | undefined;
  /** Threads to use. */
  readonly threads: number;
}

/** One side of the comparison. */
export interface Rival {
  /** Its name on the command line and in the table. */
  readonly name: string;
  /** What it takes part in. */
  readonly tasks: readonly Task[];
  /** Images a batch, where 32 would take minutes. */
  readonly batchSize?: number;
  /** Tasks by workload that it takes part in unless rivals are named; everything that it can by default. */
  readonly unasked?: Readonly<Record<string, readonly Task[]>>;
  /** Why it is not there, with the line that mends it. */
  missing(installed: Installed): string | undefined;
  /** How it is started. */
  command(installed: Installed): Command;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const inNode = {
  missing: () => undefined,
  command: (): Command => ({ command: process.execPath, args: [here('./node/contestant.js')] }),
};

const inPython = (...packages: string[]): Pick<Rival, 'missing' | 'command'> => ({
  missing: ({ python, packages: found }) => {
    const lacking = packages.filter((name) => found?.[name.split('==')[0]!] === undefined);
    if (found === undefined) return `${python} cannot be run; name a Python with --python=PYTHON`;
    return lacking.length === 0
      ? undefined
      : `${python} has no ${lacking.map((name) => name.split('==')[0]).join(', ')}: ${python} -m pip install ${lacking.join(' ')}`;
  },
  command: ({ python }) => ({
    command: python,
    args: [here('../python/contestant.py')],
    env: { PYTHONUNBUFFERED: '1' },
  }),
});

/** The rival that all ratios refer to. */
export const REFERENCE = 'pytorch';

/** Everybody, in the order of the table. */
export const RIVALS: readonly Rival[] = [
  { name: 'pneumo', tasks: ['train', 'infer'], ...inNode },
  { name: 'pneumo-small', tasks: ['train'], ...inNode },
  // Computes what pneumo computes, in a thread of its own: one workload shows what that costs.
  { name: 'pneumo-worker', tasks: ['train', 'infer'], unasked: { cnn: ['train', 'infer'] }, ...inNode },
  { name: 'pytorch', tasks: ['train', 'infer'], ...inPython('torch==2.13.0', 'numpy') },
  { name: 'onnxruntime', tasks: ['infer'], ...inPython('onnxruntime', 'torch==2.13.0', 'onnx', 'numpy') },
  {
    name: 'tensorflow',
    tasks: ['train', 'infer'],
    // A first step of EfficientNet-Lite0 takes it a minute and 15 GB.
    unasked: {
      cnn: ['train', 'infer'],
      'resnet50-150': ['train', 'infer'],
      'resnet50-224': ['infer'],
      'efficientnet-lite0': ['infer'],
    },
    missing: ({ tensorflow }) =>
      tensorflow === undefined
        ? 'no folder with tfjs-node is named: tools/tensorflow/build.mjs makes one, --tensorflow=FOLDER names it'
        : undefined,
    command: ({ threads }) => ({
      ...inNode.command(),
      env: { TF_CPP_MIN_LOG_LEVEL: '2', TF_NUM_INTRAOP_THREADS: String(threads) },
    }),
  },
  {
    name: 'wasm',
    tasks: ['train', 'infer'],
    batchSize: 8,
    // It cannot train a convolution; once is enough to hear that.
    unasked: {
      cnn: ['train', 'infer'],
      'resnet50-150': ['infer'],
      'resnet50-224': ['infer'],
      'efficientnet-lite0': ['infer'],
    },
    ...inNode,
  },
  // A training step of one image takes it minutes.
  { name: 'cpu', tasks: ['train', 'infer'], batchSize: 1, unasked: { cnn: ['infer'] }, ...inNode },
];

/** The rivals of a task. */
export function rivalsOf(rivals: readonly Rival[], workload: string, task: Task, named: boolean): Rival[] {
  return rivals.filter(
    ({ tasks, unasked }) =>
      tasks.includes(task) && (named || unasked === undefined || unasked[workload]?.includes(task) === true),
  );
}
