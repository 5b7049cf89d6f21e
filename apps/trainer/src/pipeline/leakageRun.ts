import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PneumoError } from '@pneumo/core';
import { checkSplit, type LeakageDesign, type Split } from '@pneumo/data';
import { type ComparedRun, parsePredictions } from '@pneumo/metrics';
import { fileCheckpointStore } from '@pneumo/training/node';
import type { Context } from '../cli/context.ts';
import { isUnused } from '../cli/outputFolder.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import { describeEnvironment } from '../run/environment.ts';
import { createRunFolder, openRunFolder, parseJson, RUN_FILES, type RunFolder } from '../run/runFolder.ts';
import { beginRun } from './beginRun.ts';
import type { Dataset } from './dataset.ts';
import { finishRun } from './finishRun.ts';
import { fitRun } from './fitRun.ts';
import type { RunMetrics } from './judge.ts';
import type { RunningEngine } from './startEngine.ts';

/** The two training sets of the experiment. */
export type LeakageArm = 'clean' | 'leaky';

/**
 * Trains and judges one model of the experiment in a run folder of its own. A finished folder is read, an
 * interrupted one goes on.
 *
 * @throws PneumoError `INTERRUPTED` when it was stopped; the folder can be gone on with
 */
export async function leakageRun(
  context: Context,
  path: string,
  config: TrainConfig,
  data: Dataset,
  design: LeakageDesign,
  arm: LeakageArm,
  engine: RunningEngine,
): Promise<ComparedRun> {
  const dataset = datasetOf(data, design, arm, config.seed);
  const run = (await isUnused(path)) ? await createRunFolder(path, config) : (await openRunFolder(path)).run;
  if (existsSync(run.file(RUN_FILES.metrics))) return readRun(run);
  const environment = describeEnvironment(engine, config.seed, context.now());
  await beginRun(run, environment, dataset);
  const found = await fileCheckpointStore(run.file(RUN_FILES.checkpoints)).load('last');
  const trained = await fitRun(context, run, config, dataset, engine, found?.checkpoint);
  try {
    if (trained.result.stopped === 'aborted') {
      throw new PneumoError(
        'INTERRUPTED',
        'Stopped. What is trained is kept; the same command with the same --out goes on.',
      );
    }
    await finishRun(context, run, config, dataset, environment, trained);
  } finally {
    trained.model.dispose();
  }
  return readRun(run);
}

async function readRun(run: RunFolder): Promise<ComparedRun> {
  const [predictions, metrics] = await Promise.all(
    [run.file(RUN_FILES.testPredictions), run.file(RUN_FILES.metrics)].map((file) => readFile(file, 'utf8')),
  );
  const { threshold } = parseJson(metrics!, run.file(RUN_FILES.metrics)) as RunMetrics;
  return {
    predictions: parsePredictions(predictions!, run.file(RUN_FILES.testPredictions)),
    threshold: threshold.value,
  };
}

/** The data set with the parts of one arm; the data's own parts play no role in the experiment. */
function datasetOf(data: Dataset, design: LeakageDesign, arm: LeakageArm, seed: number): Dataset {
  const samples = data.samples.map(({ split: _, ...sample }) => sample);
  const split: Split = {
    schemaVersion: 1,
    name: 'patient',
    seed,
    settings: { experiment: 'leakage', arm },
    train: design[arm],
    val: design.val,
    test: design.evaluation,
    leftOut: [],
  };
  const check = checkSplit(split, samples, { allowLeaks: arm === 'leaky' });
  return { ...data, samples, split, check, warnings: [] };
}
