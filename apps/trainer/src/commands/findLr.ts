import { join } from 'node:path';
import { createLoadingPool, writeFileAtomic } from '@pneumo/data/node';
import { setDropoutState } from '@pneumo/models';
import { learningRateChart, renderSvg } from '@pneumo/report';
import { findLearningRate, type LearningRateCurve } from '@pneumo/training';
import { z } from 'zod';
import type { Command, OptionSpec } from '../cli/command.ts';
import { callerPath, type Context } from '../cli/context.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { makeFolder, refuseUsedFolder } from '../cli/outputFolder.ts';
import { configFrom, type TypedSettings } from '../config/configFrom.ts';
import { RECIPE_OPTIONS } from '../config/recipeOptions.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import { TRAIN_OPTIONS } from '../config/trainOptions.ts';
import { buildModel } from '../pipeline/buildModel.ts';
import { checkSettings } from '../pipeline/checkSettings.ts';
import { openDataset } from '../pipeline/dataset.ts';
import { largeBatchNote } from '../pipeline/largeBatchNote.ts';
import { startEngine } from '../pipeline/startEngine.ts';
import { trainingBatches } from '../pipeline/trainingBatches.ts';
import { mixOf, optimiserOf } from '../pipeline/trainingSettings.ts';
import { unfreezingOf } from '../pipeline/unfreezing.ts';
import { json } from '../run/runFolder.ts';
import { startProgress } from '../ui/progress.ts';

/** What of a training's settings the search does not use. */
const UNUSED: readonly (keyof TrainConfig)[] = [
  'lr',
  'schedule',
  'cycles',
  'warmupEpochs',
  'epochs',
  'average',
  'monitor',
  'shiftImages',
  'patience',
  'threshold',
  'calibration',
  'testTimeAugmentation',
  'resamples',
  'overlays',
  'evaluateTest',
  'checkpointSteps',
  'microBatchSize',
  'reusePrefix',
  'prefixPrecision',
  'prefixDisk',
  'tensorboard',
  'mlflow',
  'mlflowExperiment',
];

const rate = z.number().gt(0).max(100);
const OWN_OPTIONS: readonly OptionSpec[] = [
  { key: 'from', value: 'RATE', schema: rate, description: 'The first rate.', otherwise: '1e-7' },
  { key: 'to', value: 'RATE', schema: rate, description: 'The last rate.', otherwise: '10' },
  {
    key: 'steps',
    value: 'N',
    schema: z.number().int().min(10).max(10_000),
    description: 'Steps from the first rate to the last.',
    otherwise: '100',
  },
  {
    key: 'out',
    value: 'FOLDER',
    schema: z.string(),
    description: 'New or empty folder for learning-rates.json and learning-rates.svg.',
    required: true,
  },
];

/** `pneumo find-lr` */
export const findLr: Command = {
  name: 'find-lr',
  summary: 'try learning rates before a training',
  description:
    "The learning-rate range test (Smith, 2017): trains a few steps with a rate that grows from step to step and draws the loss over it. The rate of the steepest fall and a tenth of the rate with the least loss are suggestions for --lr, as fastai's lr_find makes them; look at the curve before you take one. Takes the settings of pneumo train that decide its first steps; with --unfreeze-epochs those of the head alone. What else a recipe or a file of --config says plays no role.",
  positionals: [],
  options: [
    ...OWN_OPTIONS,
    ...RECIPE_OPTIONS,
    ...TRAIN_OPTIONS.filter(({ key }) => !UNUSED.includes(key as keyof TrainConfig)),
  ],
  examples: [
    ['pneumo find-lr --out=rates', 'the quick recipe on generated films'],
    [
      'pneumo find-lr --data=chest_xray --recipe=transfer --weights=resnet50.safetensors --out=rates',
      "the study's transfer model",
    ],
  ],
  async run(context, { options }) {
    const { from, to, steps = 100, out, ...typed } = options as Range & TypedSettings & { out?: string };
    const config = await configFrom(context, typed);
    checkSettings({ ...config, schedule: 'constant' });
    const folder = callerPath(context, out!);
    await refuseUsedFolder(folder);
    const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }), steps };
    const curve = await search(context, config, range);
    await makeFolder(folder);
    const write = (name: string, text: string): Promise<unknown> =>
      writeFileAtomic(join(folder, name), new TextEncoder().encode(text));
    await write('learning-rates.json', json({ schemaVersion: 1, config, ...curve }));
    const { steepest, tenthOfMinimum, points } = curve;
    if (points.length > 1) {
      const marked = [steepest, tenthOfMinimum].filter((value) => value !== null);
      const label = 'Loss over the learning rate, with the suggestions as dashed lines';
      await write('learning-rates.svg', await renderSvg(learningRateChart(points, marked), { label }));
    }
    context.print(`steepest fall of the loss      ${describe(steepest)}`);
    context.print(`a tenth of the least loss's    ${describe(tenthOfMinimum)}`);
    context.print(
      `${points.length} steps${curve.diverged ? ', ended where the loss ran away' : ''}. Curve: ${join(folder, 'learning-rates.svg')}`,
    );
    return EXIT_CODES.success;
  },
};

interface Range {
  from?: number;
  to?: number;
  steps?: number;
}

async function search(
  context: Context,
  config: TrainConfig,
  range: Range & { steps: number },
): Promise<LearningRateCurve> {
  await startEngine(context, config);
  const dataset = await openDataset(context, config);
  for (const warning of dataset.warnings) context.note(`Note: ${warning}`);
  const large = largeBatchNote(config, dataset);
  if (large !== undefined) context.note(large);
  const model = await buildModel(context, config);
  unfreezingOf(config, model)?.(0);
  const mix = mixOf(config);
  const loader = createLoadingPool({ source: dataset.pixels, workers: config.workers });
  const batches = trainingBatches(config, dataset);
  const progress = startProgress(context, 'trying rates');
  let done = 0;
  try {
    return await findLearningRate({
      model,
      trainBatches: (epoch) => batches.train(loader, epoch, 0),
      ...(mix && { mix, seed: config.seed }),
      loss: batches.loss,
      optimiser: optimiserOf(config, model),
      ...range,
      ...(config.clipNorm > 0 && { clipNorm: config.clipNorm }),
      onBeforeStep: (step) => void setDropoutState(model, { seed: config.seed, step }),
      onPoint: ({ learningRate, smoothedLoss }) =>
        progress.update(
          ++done,
          range.steps,
          `rate ${learningRate.toExponential(1)}, loss ${smoothedLoss.toFixed(3)}`,
        ),
      signal: context.signal,
    });
  } finally {
    progress.end();
    await loader.close();
    model.dispose();
  }
}

function describe(value: number | null): string {
  return value === null ? 'none: the loss never fell' : value.toExponential(2);
}
