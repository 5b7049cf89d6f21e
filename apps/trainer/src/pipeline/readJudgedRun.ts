import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PneumoError } from '@pneumo/core';
import { parsePredictions, type Prediction } from '@pneumo/metrics';
import { type HistorySummary, readHistory, summariseHistory } from '../run/history.ts';
import { openRunFolder, RUN_FILES } from '../run/runFolder.ts';
import { readMetrics } from './trainRun.ts';

/** What a finished run said of one part of its data, and how long it took. */
export interface JudgedRun extends HistorySummary {
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
 * @throws PneumoError `NO_RUN`, or `NOT_JUDGED` when it has not ended or kept that part shut
 */
export async function readJudgedRun(path: string, part: 'val' | 'test'): Promise<JudgedRun> {
  const { run, config } = await openRunFolder(path);
  const file = run.file(part === 'val' ? RUN_FILES.validationPredictions : RUN_FILES.testPredictions);
  if (!existsSync(file) || !existsSync(run.file(RUN_FILES.metrics))) {
    throw new PneumoError(
      'NOT_JUDGED',
      existsSync(run.file(RUN_FILES.metrics))
        ? `The run in ${path} has kept its test set shut; open it with 'pneumo evaluate ${path}', or compare by --split=val.`
        : `The run in ${path} has not ended; let it end first: pneumo train --resume=${path}`,
    );
  }
  const [predictions, metrics, history] = await Promise.all([
    readFile(file, 'utf8'),
    readMetrics(run),
    readHistory(run),
  ]);
  return {
    predictions: parsePredictions(predictions, file),
    threshold: metrics.threshold.value,
    ...summariseHistory(history, config),
  };
}
