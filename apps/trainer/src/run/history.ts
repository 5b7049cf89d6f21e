import { readFile } from 'node:fs/promises';
import type { HistoryRow } from '@pneumo/training';
import { MONITORS } from '../config/monitors.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import { readEnvironment } from './environment.ts';
import { parseJson, RUN_FILES, type RunFolder } from './runFolder.ts';

/** What the history of a run says in the end. */
export interface HistorySummary {
  /** The epoch whose weights were kept: the best by what the run monitored. */
  bestEpoch: number;
  /** Epochs trained. */
  epochs: number;
  /** Seconds of training and validation, all epochs together, and of computing features for them. */
  seconds: number;
  /** Bytes of memory that the process held at most; undefined in runs of older versions. */
  peakMemory?: number;
}

/** The rows of a run's history.jsonl. */
export async function readHistory(run: RunFolder): Promise<HistoryRow[]> {
  const source = run.file(RUN_FILES.history);
  const text = await readFile(source, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseJson(line, source) as HistoryRow);
}

function summariseHistory(
  rows: readonly HistoryRow[],
  { monitor }: Pick<TrainConfig, 'monitor'>,
): HistorySummary {
  const sign = MONITORS[monitor] === 'min' ? -1 : 1;
  const worth = ({ [monitor]: value }: HistoryRow): number =>
    value === undefined ? -Infinity : sign * value;
  const peaks = rows.flatMap(({ peakMemory }) => peakMemory ?? []);
  return {
    bestEpoch: rows.reduce((best, row) => (worth(row) > worth(best) ? row : best)).epoch,
    epochs: rows.length,
    seconds: rows.reduce((sum, row) => sum + (row.seconds ?? 0) + (row.validationSeconds ?? 0), 0),
    ...(peaks.length > 0 && { peakMemory: Math.max(...peaks) }),
  };
}

/** Sums up a run that has trained at least one epoch, from what its folder holds. */
export async function summariseRun(
  run: RunFolder,
  config: Pick<TrainConfig, 'monitor'>,
): Promise<HistorySummary> {
  const [rows, environment] = await Promise.all([readHistory(run), readEnvironment(run)]);
  const summary = summariseHistory(rows, config);
  return { ...summary, seconds: summary.seconds + (environment?.featureSeconds ?? 0) };
}
