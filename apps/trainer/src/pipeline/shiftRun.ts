import { existsSync } from 'node:fs';
import type { ShiftName, ShiftSeverity } from '@pneumo/augment';
import { PneumoError } from '@pneumo/core';
import { predictLogits, probabilityOfLogit } from '@pneumo/models';
import { judgeShifts, predictUnderShifts, type ShiftJudgement } from '@pneumo/training';
import type { Context } from '../cli/context.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import { openRunFolder, RUN_FILES } from '../run/runFolder.ts';
import { startProgress } from '../ui/progress.ts';
import { checkSameData } from './checkSameData.ts';
import { openDataset } from './dataset.ts';
import { predictPart } from './judge.ts';
import { openModel } from './openModel.ts';
import { checkHasTestImages, readMetrics } from './readMetrics.ts';
import { startEngine } from './startEngine.ts';

/** What a run's model is judged under. */
export interface ShiftRunOptions extends Pick<TrainConfig, 'batchSize' | 'engine' | 'threads'> {
  part: 'val' | 'test';
  shifts: readonly ShiftName[];
  severities: readonly ShiftSeverity[];
}

/** A run's model under the shift suite. */
export interface ShiftOutcome {
  part: 'val' | 'test';
  judgement: ShiftJudgement;
  /** Patients of the images. */
  patients: number;
  /** What the data set is called. */
  data: string;
  /** Generated, not taken from patients. */
  synthetic: boolean;
  /** The model's name. */
  model: string;
}

/**
 * Judges the model of a finished run under shifts, at its locked threshold.
 *
 * @throws PneumoError `NOT_JUDGED` when the run has not ended or has kept its test set shut, `NO_DATA` when it has no
 *   test images, `DATA_CHANGED` when the data are not those that the model was trained on
 */
export async function judgeRunUnderShifts(
  context: Context,
  path: string,
  { part, shifts, severities, batchSize, engine, threads }: ShiftRunOptions,
): Promise<ShiftOutcome> {
  const { run, config } = await openRunFolder(path);
  const { threshold } = await readMetrics(run);
  if (part === 'test' && !existsSync(run.file(RUN_FILES.testPredictions))) {
    await checkHasTestImages(run);
    throw new PneumoError(
      'NOT_JUDGED',
      `The run in ${path} has kept its test set shut; choose on --part=val, and open the test set with 'pneumo evaluate ${path}' when the choice is made.`,
    );
  }
  await startEngine(context, { engine, threads });
  const { model, contract } = await openModel(path);
  try {
    const dataset = await openDataset(context, config);
    await checkSameData(run, dataset, contract);
    const clean = await predictPart(context, model, contract, dataset, part, batchSize);
    const progress = startProgress(context, `judging ${part} images under shifts`);
    const shifted = await predictUnderShifts({
      source: dataset.pixels,
      ids: clean.map(({ id }) => id),
      predict: (images) => predictLogits(model, contract, images, { batchSize }),
      shifts,
      severities,
      batchSize,
      signal: context.signal,
      onProgress: ({ done, total }) => progress.update(done, total),
    });
    progress.end();
    return {
      part,
      judgement: judgeShifts({
        labels: clean.map(({ label }) => label!),
        clean: clean.map(({ logit }) => logit!),
        shifted,
        threshold: threshold.value,
        probability: (logit) => probabilityOfLogit(contract, logit),
      }),
      patients: new Set(clean.map(({ patient }) => patient)).size,
      data: dataset.name,
      synthetic: dataset.synthetic,
      model: contract.architecture.name,
    };
  } finally {
    model.dispose();
  }
}
