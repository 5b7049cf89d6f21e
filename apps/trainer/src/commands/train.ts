import { existsSync } from 'node:fs';
import { PneumoError } from '@pneumo/core';
import type { Checkpoint } from '@pneumo/training';
import { z } from 'zod';
import { type Command, type CommandInput, flagName, type OptionSpec } from '../cli/command.ts';
import { callerPath, type Context } from '../cli/context.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { absolutePaths } from '../config/absolutePaths.ts';
import { UNBOUND, type Unbound } from '../config/boundSettings.ts';
import { configFrom, type TypedSettings } from '../config/configFrom.ts';
import { RECIPE_OPTIONS } from '../config/recipeOptions.ts';
import { RECIPES } from '../config/recipes.ts';
import { resolveConfig } from '../config/resolveConfig.ts';
import { checkSeeds, SEEDS_OPTION } from '../config/seeds.ts';
import { PHANTOM, type PartialConfig, type TrainConfig } from '../config/trainConfig.ts';
import { TRAIN_OPTIONS } from '../config/trainOptions.ts';
import { checkCourse } from '../pipeline/checkCourse.ts';
import { checkSettings } from '../pipeline/checkSettings.ts';
import { lastCheckpoint, trainRun } from '../pipeline/trainRun.ts';
import { isSeedsExperiment, trainSeeds } from '../pipeline/trainSeeds.ts';
import { readExperiment } from '../run/claimExperiment.ts';
import { createRunFolder, json, openRunFolder, RUN_FILES, type RunFolder } from '../run/runFolder.ts';
import { printFigures } from '../ui/printFigures.ts';

const RUN = 'Run';

/** `--workers, --cache-memory and --mlflow` */
const RESUMABLE = UNBOUND.map((key) => `--${flagName(key)}`)
  .join(', ')
  .replace(/, ([^,]+)$/, ' and $1');

const OWN_OPTIONS: readonly OptionSpec[] = [
  ...RECIPE_OPTIONS,
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
    description: `Goes on with the interrupted run in this folder, with its own settings; only ${RESUMABLE} may change.`,
  },
  {
    ...SEEDS_OPTION,
    group: RUN,
    description:
      'Trains one model a seed, for instance 0,1,2, on the same data: each in a run folder of its own below --out, with mean and spread of the figures in seeds.json and seeds.html. The same command goes on with what is missing.',
    otherwise: 'one run, by --seed',
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
    [
      'pneumo train --data=chest_xray --model=resnet18 --weights=hf-hub:timm/resnet18.a1_in1k',
      'begin with ImageNet weights of a hub',
    ],
    ['pneumo train --resume=runs/study-20260301-140500', 'go on with an interrupted run'],
    ['pneumo train --seeds=0,1,2 --out=runs/three', 'three seeds, their mean and spread'],
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
  const { out, resume, printConfig = false, seeds, ...typed } = input.options as OwnFlags & TypedSettings;
  if (resume !== undefined) {
    const flags = { ...typed, ...(out && { out }), ...(seeds && { seeds }) };
    return resumeRun(context, callerPath(context, resume), flags, printConfig);
  }
  let file: PartialConfig = {};
  const config = await configFrom(context, typed, (fromFile) => {
    file = fromFile;
    return seedSettings(seeds, typed, fromFile);
  });
  if (printConfig) return print(context, config);
  checkSettings(config);
  checkCourse(config, file, typed);
  const path = out === undefined ? freshFolder(context, config.recipe) : callerPath(context, out);
  if (seeds !== undefined) return severalSeeds(context, path, config, seeds);
  return single(context, await createRunFolder(path, config), config);
}

interface OwnFlags {
  out?: string;
  resume?: string;
  printConfig?: boolean;
  seeds?: number[];
}

function print(context: Context, config: TrainConfig): number {
  context.print(json(config).trimEnd());
  return EXIT_CODES.success;
}

/** With several seeds the data are drawn once, by the first, unless asked otherwise. */
function seedSettings(
  seeds: readonly number[] | undefined,
  flags: PartialConfig,
  fromFile: PartialConfig,
): PartialConfig {
  if (seeds === undefined) return {};
  if (flags.seed !== undefined)
    throw new PneumoError('USAGE', '--seed and --seeds were both given; give one of them.');
  checkSeeds(seeds);
  // A file that a run has written says 'seed' without anybody having asked for it.
  const filed = fromFile.dataSeed === 'seed' ? undefined : fromFile.dataSeed;
  return { seed: seeds[0]!, dataSeed: flags.dataSeed ?? filed ?? String(seeds[0]) };
}

async function resumeRun(
  context: Context,
  path: string,
  flags: Record<string, unknown>,
  printConfig: boolean,
): Promise<number> {
  const other = Object.keys(flags).find((key) => !(UNBOUND as readonly string[]).includes(key));
  if (other !== undefined) {
    throw new PneumoError(
      'USAGE',
      `--${flagName(other)} cannot change on --resume: a run goes on with its own settings. Start a new run for others.`,
    );
  }
  const given = flags as Pick<PartialConfig, Unbound>;
  const experiment = await readExperiment(path);
  if (isSeedsExperiment(experiment)) {
    const { seeds, config: bound, unbound } = experiment;
    const config = absolutePaths(
      context,
      resolveConfig({ ...bound, ...unbound }, { seed: seeds[0]!, ...given }),
    );
    return printConfig ? print(context, config) : severalSeeds(context, path, config, seeds);
  }
  const { run, config: stored } = await openRunFolder(path);
  const config = absolutePaths(context, { ...stored, ...given });
  if (printConfig) return print(context, config);
  const checkpoint = await lastCheckpoint(context, run);
  if (checkpoint === undefined)
    context.note('There is no checkpoint yet; the run starts from its beginning.');
  return single(context, run, config, checkpoint);
}

async function single(
  context: Context,
  run: RunFolder,
  config: TrainConfig,
  resume?: Checkpoint,
): Promise<number> {
  const metrics = await trainRun(context, run, config, { resume });
  if (metrics === undefined) {
    context.note(`Stopped. A checkpoint is written; go on with:\n  pneumo train --resume=${run.path}`);
    return EXIT_CODES.interrupted;
  }
  printFigures(context, metrics);
  context.print(`Report: ${run.file(RUN_FILES.report)}`);
  return EXIT_CODES.success;
}

async function severalSeeds(
  context: Context,
  path: string,
  config: TrainConfig,
  seeds: readonly number[],
): Promise<number> {
  if (await trainSeeds(context, path, config, seeds)) return EXIT_CODES.success;
  context.note(`Stopped. What is trained is kept; go on with:\n  pneumo train --resume=${path}`);
  return EXIT_CODES.interrupted;
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
