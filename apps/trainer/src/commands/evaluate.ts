import { readFile, stat } from 'node:fs/promises';
import { PneumoError } from '@pneumo/core';
import { type Evaluation, parsePredictions, type Prediction } from '@pneumo/metrics';
import type { FitResult } from '@pneumo/training';
import { fileCheckpointStore } from '@pneumo/training/node';
import { z } from 'zod';
import type { Command } from '../cli/command.ts';
import { callerPath, type Context } from '../cli/context.ts';
import { EXIT_CODES } from '../cli/exitCodes.ts';
import { checkSameData } from '../pipeline/checkSameData.ts';
import { openDataset } from '../pipeline/dataset.ts';
import { finishRun } from '../pipeline/finishRun.ts';
import { judge, type RunMetrics } from '../pipeline/judge.ts';
import { openModel } from '../pipeline/openModel.ts';
import { readJudgedRun } from '../pipeline/readJudgedRun.ts';
import { checkHasTestImages, readMetrics } from '../pipeline/readMetrics.ts';
import { startEngine } from '../pipeline/startEngine.ts';
import { readChoice } from '../pipeline/validationChoice.ts';
import { readEnsembleConfig } from '../run/ensembleConfig.ts';
import { describeEnvironment, readEnvironment } from '../run/environment.ts';
import { openRunFolder, RUN_FILES } from '../run/runFolder.ts';
import { printAtSensitivity, printEvaluations, printPrevalence } from '../ui/printFigures.ts';
import { ENGINE_OPTIONS, engineSettings, PREVALENCE_OPTION, RESAMPLES_OPTION } from './sharedOptions.ts';

/** `pneumo evaluate` */
export const evaluate: Command = {
  name: 'evaluate',
  summary: 'judge a run, or any table of predictions',
  description:
    "Prints AUROC, sensitivity, specificity and more with 95 % intervals over patients. For a run folder: its validation or test images at the run's locked threshold; a test set that the run left shut is opened now, and the run's metrics.json and report.html with it. For a CSV file with the columns id, patient, label, probability (and optionally logit, model, split and any column for subgroups), from a model of any make: at the threshold that you name.",
  positionals: [{ name: 'RUN', description: 'A run folder, or a CSV file of predictions.' }],
  options: [
    {
      key: 'split',
      value: 'val|test',
      schema: z.enum(['val', 'test']),
      description: 'The part of a run to judge, or rows of a CSV.',
      otherwise: 'test; all rows of a CSV',
    },
    {
      key: 'threshold',
      value: 'P',
      schema: z.number().min(0).max(1),
      description: 'Probabilities of at least this are called pneumonia.',
      otherwise: "the run's locked threshold; 0.5 for a CSV",
    },
    {
      ...PREVALENCE_OPTION,
      description:
        'Also says what precision, negative predictive value, F1 and accuracy would be where this share of the films shows pneumonia.',
      otherwise: 'not said',
    },
    {
      key: 'atSensitivity',
      value: 'P',
      schema: z.number().gt(0).max(1),
      description:
        'Also says what specificity the ROC curve has where it reaches this sensitivity: what the model can do, not what a locked threshold did.',
      otherwise: 'not said',
    },
    RESAMPLES_OPTION,
    {
      key: 'seed',
      value: 'N',
      schema: z.number().int().min(0),
      description: 'Seed of the resampling.',
      otherwise: "the run's; 0 for a CSV",
    },
    { key: 'json', schema: z.boolean(), description: 'Prints the whole judgement as JSON.' },
    ...ENGINE_OPTIONS,
  ],
  examples: [
    ['pneumo evaluate runs/study-20260301-140500', 'the test images of a run'],
    ['pneumo evaluate predictions.csv --threshold=0.4', 'predictions of a model from elsewhere'],
  ],
  async run(context, { options, positionals }) {
    const path = callerPath(context, positionals[0]!);
    const entry = await stat(path).catch(() => undefined);
    if (entry === undefined)
      throw new PneumoError(
        'NOT_FOUND',
        `${path} does not exist; expected a run folder or a CSV file of predictions.`,
      );
    const { predictions, threshold, seed } = entry.isDirectory()
      ? await fromRun(context, path, options)
      : { predictions: await fromCsv(path, options.split as string | undefined), threshold: 0.5, seed: 0 };
    const evaluation = judge(predictions, (options.threshold ?? threshold) as number, {
      seed: (options.seed ?? seed) as number,
      resamples: (options.resamples ?? 2000) as number,
      ...(options.prevalence !== undefined && { prevalence: options.prevalence as number }),
      ...(options.atSensitivity !== undefined && { atSensitivity: options.atSensitivity as number }),
    });
    print(context, evaluation, options.json === true);
    return EXIT_CODES.success;
  },
};

function print(context: Context, evaluation: Evaluation, asJson: boolean): void {
  if (asJson) {
    context.print(JSON.stringify(evaluation, null, 2));
    return;
  }
  context.print(
    `${evaluation.model} on ${evaluation.split}, at threshold ${evaluation.threshold.toFixed(4)}; 95 % intervals over patients.`,
  );
  printEvaluations(context, [[evaluation.split === '' ? 'value' : evaluation.split, evaluation]]);
  if (evaluation.atSensitivity !== undefined) printAtSensitivity(context, evaluation.atSensitivity);
  if (evaluation.atPrevalence !== undefined) printPrevalence(context, evaluation.atPrevalence);
  const { truePositive, falseNegative, trueNegative, falsePositive } = evaluation.confusion;
  context.print(
    `true positive ${truePositive}, false negative ${falseNegative}, true negative ${trueNegative}, false positive ${falsePositive}`,
  );
}

async function fromCsv(path: string, split: string | undefined): Promise<Prediction[]> {
  const all = parsePredictions(await readFile(path, 'utf8'), path);
  const predictions = split === undefined ? all : all.filter((prediction) => prediction.split === split);
  if (predictions.length === 0) {
    throw new PneumoError(
      'NO_DATA',
      `${path} has ${all.length} rows${split === undefined ? '' : `, none of split '${split}'`}; there is nothing to judge.`,
    );
  }
  return predictions;
}

async function fromRun(
  context: Context,
  path: string,
  options: Readonly<Record<string, unknown>>,
): Promise<{ predictions: Prediction[]; threshold: number; seed: number }> {
  const split = (options.split ?? 'test') as 'val' | 'test';
  const ensemble = await readEnsembleConfig(path);
  if (ensemble !== undefined) return { ...(await readJudgedRun(path, split)), seed: ensemble.seed };
  const { run, config } = await openRunFolder(path);
  let metrics = await readMetrics(run);
  // The figures are written behind the predictions: without them the test set was not opened to the end.
  if (split === 'test' && metrics.test === undefined) {
    await checkHasTestImages(run);
    metrics = await openTestSet(context, path, options);
  }
  const file = run.file(split === 'val' ? RUN_FILES.validationPredictions : RUN_FILES.testPredictions);
  return {
    predictions: parsePredictions(await readFile(file, 'utf8'), file),
    threshold: metrics.threshold.value,
    seed: config.seed,
  };
}

/** Judges the test images that a run left shut; calibration and threshold were locked before. */
async function openTestSet(
  context: Context,
  path: string,
  options: Readonly<Record<string, unknown>>,
): Promise<RunMetrics> {
  const { run, config } = await openRunFolder(path);
  const engine = await startEngine(context, engineSettings(options));
  const { model, contract } = await openModel(path);
  try {
    const found = await fileCheckpointStore(run.file(RUN_FILES.checkpoints)).load('last');
    if (found === undefined)
      throw new PneumoError(
        'CHECKPOINT_MISSING',
        `${run.file(RUN_FILES.checkpoints)} holds no checkpoint; the run's folder is not whole.`,
      );
    const { history, best, earlyStopping } = found.checkpoint.state;
    const dataset = await openDataset(context, config);
    await checkSameData(run, dataset, contract);
    const chosen = await readChoice(run, config, contract);
    const environment =
      (await readEnvironment(run)) ?? describeEnvironment(engine, config.seed, context.now());
    const stopped = earlyStopping?.stop === true ? 'early-stopped' : 'completed';
    const result: FitResult = { history, best, stopped };
    const trained = { model, result, chosen };
    const opened = { ...config, evaluateTest: true };
    return (await finishRun(context, run, opened, dataset, environment, trained)).metrics;
  } finally {
    model.dispose();
  }
}
