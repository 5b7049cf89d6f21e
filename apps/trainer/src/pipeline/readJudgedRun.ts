import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PneumoError } from '@pneumo/core';
import { parsePredictions, type Prediction } from '@pneumo/metrics';
import { type HistorySummary, summariseRun } from '../run/history.ts';
import { type EnsembleConfig, readEnsembleConfig } from '../run/ensembleConfig.ts';
import { folderAt, openRunFolder, RUN_FILES } from '../run/runFolder.ts';
import { checkHasTestImages, readMetrics } from './readMetrics.ts';

/**
 * What a finished run said of one part of its data, and how long it took; an ensemble's seconds are those of all its
 * members, and it has no best epoch.
 */
export interface JudgedRun extends Partial<HistorySummary> {
  /** The model's predictions. */
  predictions: Prediction[];
  /** The threshold that was locked on validation images. */
  threshold: number;
}

/**
 * Reads what a finished run left behind.
 *
 * @param path - its folder
 * @param part - the part of its data
 * @throws PneumoError `NO_RUN`; `NOT_JUDGED` when it has not ended or kept that part shut; `NO_DATA` when it has no test images
 */
export async function readJudgedRun(path: string, part: 'val' | 'test'): Promise<JudgedRun> {
  const ensemble = await readEnsembleConfig(path);
  if (ensemble !== undefined) return readJudgedEnsemble(path, ensemble, part);
  const { run, config } = await openRunFolder(path);
  const file = run.file(part === 'val' ? RUN_FILES.validationPredictions : RUN_FILES.testPredictions);
  const metrics = await readMetrics(run);
  if (!existsSync(file)) {
    await checkHasTestImages(run);
    throw new PneumoError(
      'NOT_JUDGED',
      `The run in ${path} has kept its test set shut; open it with 'pneumo evaluate ${path}', or compare by --split=val.`,
    );
  }
  return {
    predictions: parsePredictions(await readFile(file, 'utf8'), file),
    threshold: metrics.threshold.value,
    ...(await summariseRun(run, config)),
  };
}

async function readJudgedEnsemble(
  path: string,
  { members }: EnsembleConfig,
  part: 'val' | 'test',
): Promise<JudgedRun> {
  const run = folderAt(path);
  const file = run.file(part === 'val' ? RUN_FILES.validationPredictions : RUN_FILES.testPredictions);
  if (!existsSync(file)) {
    throw new PneumoError(
      'NOT_JUDGED',
      `The ensemble in ${path} has no ${part} predictions; make it again from members that were judged on ${part} images.`,
    );
  }
  const [predictions, metrics] = await Promise.all([readFile(file, 'utf8'), readMetrics(run)]);
  const seconds = await Promise.all(
    members.map(async (member) => {
      const opened = await openRunFolder(member).catch(() => undefined);
      if (opened === undefined) return undefined;
      return (await summariseRun(opened.run, opened.config)).seconds;
    }),
  );
  const known = seconds.filter((each) => each !== undefined);
  return {
    predictions: parsePredictions(predictions, file),
    threshold: metrics.threshold.value,
    ...(known.length === members.length && { seconds: known.reduce((sum, each) => sum + each, 0) }),
  };
}
