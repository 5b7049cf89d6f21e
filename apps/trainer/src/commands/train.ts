import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PneumoError } from '@pneumo/core';
import { formatManifest, formatSplit, type ManifestRow, type Split } from '@pneumo/data';
import type { Checkpoint } from '@pneumo/training';
import { fileCheckpointStore } from '@pneumo/training/node';
import { z } from 'zod';
import { type Command, type CommandInput, flagName, type OptionSpec } from '../cli/command.ts';
import { callerPath, type Context } from '../cli/context.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { absolutePaths } from '../config/absolutePaths.ts';
import { readConfigFile } from '../config/readConfigFile.ts';
import { RECIPES } from '../config/recipes.ts';
import { resolveConfig } from '../config/resolveConfig.ts';
import { PHANTOM, type PartialConfig, type TrainConfig } from '../config/trainConfig.ts';
import { TRAIN_OPTIONS } from '../config/trainOptions.ts';
import { beginRun } from '../pipeline/beginRun.ts';
import { openDataset } from '../pipeline/dataset.ts';
import { estimateRun } from '../pipeline/estimate.ts';
import { finishRun } from '../pipeline/finishRun.ts';
import { fitRun } from '../pipeline/fitRun.ts';
import { trainableRule } from '../pipeline/modelSettings.ts';
import { startEngine } from '../pipeline/startEngine.ts';
import { describeEnvironment, type RunEnvironment } from '../run/environment.ts';
import {
  createRunFolder,
  json,
  openRunFolder,
  parseJson,
  RUN_FILES,
  type RunFolder,
} from '../run/runFolder.ts';
import { printFigures } from '../ui/printFigures.ts';

const RUN = 'Run';

const OWN_OPTIONS: readonly OptionSpec[] = [
  {
    key: 'recipe',
    group: RUN,
    value: 'NAME',
    schema: z.string().min(1),
    description: `Named settings: ${Object.entries(RECIPES)
      .map(([name, { description }]) => `'${name}' (${description})`)
      .join(', ')}.`,
    otherwise: 'quick for the phantom, study for real films',
  },
  {
    key: 'config',
    group: RUN,
    value: 'FILE',
    schema: z.string(),
    description: 'JSON or TOML file with keys named like these flags in camelCase; flags win over it.',
  },
  {
    key: 'out',
    group: RUN,
    value: 'FOLDER',
    schema: z.string(),
    description: 'Folder of the run; must not hold anything yet.',
    otherwise: 'runs/RECIPE-TIME',
  },
  {
    key: 'resume',
    group: RUN,
    value: 'RUN',
    schema: z.string(),
    description:
      'Goes on with the interrupted run in this folder, with its own settings; only --workers may change.',
  },
  {
    key: 'printConfig',
    group: RUN,
    schema: z.boolean(),
    description: 'Prints the resolved configuration as JSON and does nothing else.',
  },
];

/** `pneumo train` */
export const train: Command = {
  name: 'train',
  summary: 'train, judge and explain a classifier',
  description:
    'Trains a classifier, keeps the weights of the best epoch by validation, chooses the decision threshold on validation images, judges validation and test images with 95 % intervals over patients, explains single films with Grad-CAM and writes everything into one run folder, with a report. Without flags it does so on generated films by the recipe quick. Ctrl-C ends it cleanly after the step in progress; --resume goes on.',
  positionals: [],
  options: [
    ...OWN_OPTIONS,
    ...TRAIN_OPTIONS.map((option) => ({ ...option, otherwise: defaults(option.key) })),
  ],
  examples: [
    ['pneumo train', 'a minute on generated films'],
    ['pneumo train --data=chest_xray --epochs=8', "the study's CNN on the public set"],
    [
      'pneumo train --data=chest_xray --no-evaluate-test --lr=0.0005',
      'while settings are still being chosen: the test set stays shut',
    ],
    ['pneumo train --resume=runs/study-20260301-140500', 'go on with an interrupted run'],
    ['pneumo train --config=runs/study-20260301-140500/config.json', 'repeat a run'],
  ],
  run: runTrain,
};

function defaults(key: string): string {
  if (key === 'data') return PHANTOM;
  const values = Object.entries(RECIPES).map(
    ([name, { config }]) => [name, String(config[key as keyof typeof config])] as const,
  );
  return values.every(([, value]) => value === values[0]![1])
    ? values[0]![1]
    : values.map(([name, value]) => `${name}: ${value}`).join('; ');
}

async function runTrain(context: Context, input: CommandInput): Promise<number> {
  const {
    config: file,
    out,
    resume,
    printConfig,
    ...flags
  } = input.options as PartialConfig & {
    config?: string;
    out?: string;
    resume?: string;
    printConfig?: boolean;
  };
  if (resume !== undefined)
    return resumeRun(context, callerPath(context, resume), {
      ...flags,
      ...(file && { config: file }),
      ...(out && { out }),
    });
  const fromFile = file === undefined ? {} : await readConfigFile(callerPath(context, file));
  const config = absolutePaths(context, resolveConfig(fromFile, flags));
  if (printConfig === true) {
    context.print(json(config).trimEnd());
    return EXIT_CODES.success;
  }
  trainableRule(config);
  const path = out === undefined ? freshFolder(context, config.recipe) : callerPath(context, out);
  const run = await createRunFolder(path, config);
  return work(context, run, config, undefined);
}

async function resumeRun(context: Context, path: string, flags: Record<string, unknown>): Promise<number> {
  const other = Object.keys(flags).find((key) => key !== 'workers' && key !== 'cacheMemory');
  if (other !== undefined) {
    throw new PneumoError(
      'USAGE',
      `--${flagName(other)} cannot change on --resume: a run goes on with its own settings. Start a new run for others.`,
    );
  }
  const { run, config } = await openRunFolder(path);
  const found = await fileCheckpointStore(run.file(RUN_FILES.checkpoints)).load('last');
  for (const { source, reason } of found?.skipped ?? []) context.note(`${source} was passed over: ${reason}`);
  if (found === undefined) context.note('There is no checkpoint yet; the run starts from its beginning.');
  return work(
    context,
    run,
    { ...config, ...(flags as Pick<PartialConfig, 'workers' | 'cacheMemory'>) },
    found?.checkpoint,
  );
}

async function work(
  context: Context,
  run: RunFolder,
  config: TrainConfig,
  resume: Checkpoint | undefined,
): Promise<number> {
  const begun = await readEnvironment(run);
  const engine = await startEngine(context, config, resume?.engine ?? begun?.engine.record);
  const dataset = await openDataset(context, config);
  for (const warning of dataset.warnings) context.note(`Note: ${warning}`);
  const environment = begun ?? describeEnvironment(engine, config.seed, context.now());
  if (resume === undefined) {
    await beginRun(run, environment, dataset);
    await estimateRun(context, config, dataset, run.path);
  } else {
    await checkSameData(run, dataset.split, dataset.rows);
  }
  const trained = await fitRun(context, run, config, dataset, engine, resume);
  if (trained.result.stopped === 'aborted') {
    context.note(`Stopped. A checkpoint is written; go on with:\n  pneumo train --resume=${run.path}`);
    return EXIT_CODES.interrupted;
  }
  const { metrics } = await finishRun(context, run, config, dataset, environment, trained);
  trained.model.dispose();
  printFigures(context, metrics);
  context.print(`Report: ${run.file(RUN_FILES.report)}`);
  return EXIT_CODES.success;
}

/** What an earlier start of the run wrote about its machine and engine. */
async function readEnvironment(run: RunFolder): Promise<RunEnvironment | undefined> {
  const file = run.file(RUN_FILES.environment);
  return existsSync(file) ? (parseJson(await readFile(file, 'utf8'), file) as RunEnvironment) : undefined;
}

/** A run goes on only with the data that it began with. */
async function checkSameData(run: RunFolder, split: Split, rows: readonly ManifestRow[]): Promise<void> {
  const [oldManifest, oldSplit] = await Promise.all(
    [run.file(RUN_FILES.manifest), run.file(RUN_FILES.split)].map((file) => readFile(file, 'utf8')),
  );
  if (oldManifest === formatManifest(rows) && oldSplit === (await formatSplit(split))) return;
  throw new PneumoError(
    'DATA_CHANGED',
    `The data are not those that the run in ${run.path} began with (its manifest.csv or split.json differs). Put them back, or start a new run.`,
  );
}

/** A folder named by recipe and second that nobody uses yet. */
function freshFolder(context: Context, recipe: string): string {
  const path = callerPath(context, `runs/${recipe}-${timestamp(context)}`);
  for (let copy = 1; ; copy++) {
    const candidate = copy === 1 ? path : `${path}-${copy}`;
    if (!existsSync(candidate)) return candidate;
  }
}

function timestamp(context: Context): string {
  return new Date(context.now()).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
}
