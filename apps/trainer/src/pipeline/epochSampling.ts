import { PneumoError } from '@pneumo/core';
import {
  balancedOrder,
  binaryLabel,
  epochOrder,
  type LastBatch,
  planBatches,
  type Sample,
  weightedOrder,
} from '@pneumo/data';
import type { TrainConfig } from '../config/trainConfig.ts';

/** Which training images an epoch goes through, and how they are cut into batches. */
export interface EpochSampling {
  /** The ids of an epoch in their order; drawn with replacement where the sampling is weighted. */
  order(epoch: number): string[];
  /** Labels as the first epoch draws them: class weights balance what is drawn. */
  labels: (0 | 1)[];
  /** Batches of every epoch. */
  batches: number;
  /** What becomes of a last batch that is not full. */
  lastBatch: LastBatch;
}

/**
 * The sampling that a configuration names: `shuffled` (every image once), `balanced` (both classes equally often),
 * `patients` (every patient equally often), `column:NAME` (every value of a column equally often) or `weights:NAME`
 * (as often as a column of numbers says).
 *
 * @param config - rule, seed, batch size
 * @param samples - the training part
 * @throws PneumoError `INVALID_CONFIG` naming a column that an image lacks or whose value is no number of at least 0
 */
export function epochSampling(
  {
    sampling,
    seed,
    batchSize,
    lastBatch,
  }: Pick<TrainConfig, 'sampling' | 'seed' | 'batchSize' | 'lastBatch'>,
  samples: readonly Sample[],
): EpochSampling {
  const ids = samples.map(({ id }) => id);
  const order = orderBy(sampling, seed, samples, ids);
  const labelOf = new Map(samples.map((sample) => [sample.id, binaryLabel(sample)]));
  return {
    order,
    labels: order(0).map((id) => labelOf.get(id)!),
    batches: planBatches(ids, batchSize, lastBatch).length,
    lastBatch,
  };
}

function orderBy(
  sampling: string,
  seed: number,
  samples: readonly Sample[],
  ids: readonly string[],
): (epoch: number) => string[] {
  if (sampling === 'shuffled') return (epoch) => epochOrder(ids, { seed, epoch });
  if (sampling === 'balanced') return (epoch) => balancedOrder(samples, { seed, epoch });
  const weights = sampling.startsWith('weights:')
    ? weightsIn(sampling.slice('weights:'.length), samples)
    : equally(samples, groupBy(sampling));
  return (epoch) => weightedOrder(ids, { seed, epoch, weightOf: (id) => weights.get(id)! });
}

function groupBy(sampling: string): (sample: Sample) => string {
  if (sampling === 'patients') return ({ patient }) => patient;
  const column = sampling.slice('column:'.length);
  return (sample) => cell(sample, column);
}

/** Weights under which all groups are drawn equally often. */
function equally(samples: readonly Sample[], groupOf: (sample: Sample) => string): Map<string, number> {
  const sizes = new Map<string, number>();
  const groups = samples.map(groupOf);
  for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
  return new Map(samples.map(({ id }, i) => [id, 1 / sizes.get(groups[i]!)!]));
}

function weightsIn(column: string, samples: readonly Sample[]): Map<string, number> {
  return new Map(
    samples.map((sample) => {
      const text = cell(sample, column);
      const weight = text.trim() === '' ? Number.NaN : Number(text);
      if (!Number.isFinite(weight) || weight < 0) {
        throw new PneumoError(
          'INVALID_CONFIG',
          `--sampling=weights:${column}: ${sample.id} has '${text}' there; expected a number of at least 0.`,
        );
      }
      return [sample.id, weight];
    }),
  );
}

function cell({ id, columns = {} }: Sample, column: string): string {
  const value = Object.hasOwn(columns, column) ? columns[column] : undefined;
  if (value === undefined) {
    const known = Object.keys(columns);
    throw new PneumoError(
      'INVALID_CONFIG',
      `--sampling names the column '${column}', which ${id} lacks; it has ${known.length === 0 ? 'none' : known.join(', ')}. Columns of a table are kept by --table=...,keep=NAME.`,
    );
  }
  return value;
}
