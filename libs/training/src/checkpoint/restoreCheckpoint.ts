import { PneumoError } from '@pneumo/core';
import type { ModelWeights } from '../modelWeights.ts';
import type { Optimiser } from '../optimiser/createOptimiser.ts';
import type { WeightAverage } from '../average/weightAverage.ts';
import type { Checkpoint, EngineRecord, FitSettings } from './checkpoint.ts';
import { tensorDifferences, writeTensors } from './hostTensors.ts';

/** What the resumed training is like. */
export interface ResumeTarget {
  /** The model's weights. */
  readonly weights: ModelWeights;
  /** The optimiser, made for the same model. */
  readonly optimiser: Optimiser;
  /** The average of weights, null for none. */
  readonly average: WeightAverage | null;
  /** The settings of the training that goes on. */
  readonly settings: FitSettings;
}

/**
 * Puts a checkpoint's weights and optimiser state back, after checking that it belongs to this model
 * and these settings; nothing is changed before all checks have passed.
 *
 * @throws PneumoError `OTHER_MODEL` naming the weights that differ, `RESUME_MISMATCH` naming the settings
 */
export function restoreCheckpoint(
  checkpoint: Checkpoint,
  { weights, optimiser, average, settings }: ResumeTarget,
): void {
  if (checkpoint.state.best && Object.keys(checkpoint.best).length === 0) {
    throw new PneumoError(
      'RESUME_MISMATCH',
      "The checkpoint holds the best weights only, as 'best' does; a training goes on from 'last'.",
    );
  }
  const differences = [
    ...tensorDifferences(weights.all, checkpoint.weights),
    ...(checkpoint.state.best ? tensorDifferences(weights.all, checkpoint.best) : []),
  ];
  if (differences.length > 0) {
    throw new PneumoError(
      'OTHER_MODEL',
      `The checkpoint belongs to another model: ${shorten([...new Set(differences)])}. Resume with the model that wrote it.`,
      { details: { differences } },
    );
  }
  const changed = settingDifferences(checkpoint.settings, settings);
  if (changed.length > 0) {
    throw new PneumoError(
      'RESUME_MISMATCH',
      `The checkpoint was written under other settings: ${changed.join('; ')}. Resume with the same settings, or start anew.`,
      { details: { changed } },
    );
  }
  const missing = tensorDifferences(optimiser.state, checkpoint.optimiser);
  if (missing.length > 0) {
    throw new PneumoError(
      'RESUME_MISMATCH',
      `The checkpoint's optimiser state does not fit: ${shorten(missing)}. Resume with the same layers frozen.`,
      { details: { differences: missing } },
    );
  }
  const unfit = average?.differences(checkpoint.average ?? {}, checkpoint.state.epoch) ?? [];
  if (unfit.length > 0) {
    throw new PneumoError(
      'RESUME_MISMATCH',
      `The checkpoint's average of weights does not fit: ${shorten(unfit)}. Resume from a checkpoint of the same training.`,
      { details: { differences: unfit } },
    );
  }
  writeTensors(weights.all, checkpoint.weights);
  if (checkpoint.average) average?.write(checkpoint.average, checkpoint.weights);
  writeTensors(optimiser.state, checkpoint.optimiser);
  optimiser.step = checkpoint.state.step;
}

/**
 * Why a resumed training cannot give the very bits of an uninterrupted one.
 *
 * @returns one phrase a reason; empty when it is exact
 */
export function inexactReasons(
  checkpoint: Checkpoint,
  engine: EngineRecord | null,
  versions: Readonly<Record<string, string>>,
): string[] {
  const reasons: string[] = [];
  const compare = (what: string, was: unknown, is: unknown): void => {
    if (was !== is) reasons.push(`${what} was ${was ?? 'not recorded'} and is ${is ?? 'not recorded'}`);
  };
  const before = checkpoint.engine;
  compare('the engine', before?.name, engine?.name);
  compare('the number of threads', before?.threads, engine?.threads);
  if (canonical(before?.plan) !== canonical(engine?.plan)) reasons.push('the lowering plan is another');
  for (const key of new Set([...Object.keys(checkpoint.versions), ...Object.keys(versions)])) {
    compare(key, checkpoint.versions[key], versions[key]);
  }
  return reasons;
}

function settingDifferences(before: FitSettings, now: FitSettings): string[] {
  // A longer training is the same one as far as it goes, unless its schedule is stretched over all epochs.
  const stretched = now.schedule.kind === 'cosine' || now.schedule.kind === 'one-cycle';
  const all = new Set([...Object.keys(before), ...Object.keys(now)] as (keyof FitSettings)[]);
  const keys = [...all].filter((key) => key !== 'epochs' || stretched);
  return keys
    .filter((key) => canonical(before[key]) !== canonical(now[key]))
    .map((key) => `${key} was ${JSON.stringify(before[key])} and is ${JSON.stringify(now[key])}`);
}

/** JSON with sorted keys, so that two equal settings read equal whatever the order they were written in. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, item: unknown) =>
      typeof item === 'object' && item !== null && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : item,
    ) ?? ''
  );
}

function shorten(lines: readonly string[]): string {
  const more = lines.length > 6 ? `; and ${lines.length - 6} more` : '';
  return lines.slice(0, 6).join('; ') + more;
}
