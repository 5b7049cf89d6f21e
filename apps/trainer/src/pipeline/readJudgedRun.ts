import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PneumoError } from '@pneumo/core';
import { parsePredictions, type Prediction } from '@pneumo/metrics';
import { MONITORS } from '../config/monitors.ts';
import { openRunFolder, parseJson, RUN_FILES } from '../run/runFolder.ts';
import type { RunMetrics } from './judge.ts';

/** What a finished run said of one part of its data, and how long it took. */
export interface JudgedRun {
  /** The model's predictions. */
  predictions: Prediction[];
  /** The threshold that was locked on validation images. */
  threshold: number;
  /** The epoch whose weights were kept: the best by what the run monitored. */
  bestEpoch: number;
  /** Seconds of training and validation, all epochs together. */
  seconds: number;
}

interface HistoryLine {
  epoch: number;
  seconds: number;
  validationSeconds?: number;
  [figure: `val${Capitalize<string>}`]: number | undefined;
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
  const [predictions, metrics, history] = await Promise.all(
    [file, run.file(RUN_FILES.metrics), run.file(RUN_FILES.history)].map((name) => readFile(name, 'utf8')),
  );
  const epochs = history!
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseJson(line, run.file(RUN_FILES.history)) as HistoryLine);
  const sign = MONITORS[config.monitor] === 'min' ? -1 : 1;
  const worth = ({ [config.monitor]: value }: HistoryLine): number =>
    value === undefined ? -Infinity : sign * value;
  return {
    predictions: parsePredictions(predictions!, file),
    threshold: (parseJson(metrics!, run.file(RUN_FILES.metrics)) as RunMetrics).threshold.value,
    bestEpoch: epochs.reduce((best, line) => (worth(line) > worth(best) ? line : best), epochs[0]!).epoch,
    seconds: epochs.reduce((sum, line) => sum + line.seconds + (line.validationSeconds ?? 0), 0),
  };
}
