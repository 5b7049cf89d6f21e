import { checkProbability, PneumoError } from '@pneumo/core';
import { type MetricName, metricNames } from './binaryMetrics.ts';
import { type BootstrapOptions, bootstrapPatients } from './bootstrapPatients.ts';
import type { Estimate } from './evaluation.ts';
import { keepsClasses } from './keepsClasses.ts';
import type { Prediction } from './prediction.ts';
import { prepareExamples } from './prepareExamples.ts';
import { sortedById } from './sortedById.ts';
import { type PreparedExamples, weightedMetrics } from './weightedMetrics.ts';

/** The predictions of one model, or of one recipe under several seeds, and the threshold of each run. */
export interface ComparedRun {
  /** Its predictions on the images that both sides were judged on. */
  readonly predictions: readonly Prediction[];
  /** Probabilities of at least this value are called PNEUMONIA; 0 to 1. */
  readonly threshold: number;
}

/** One figure of both sides and their difference. */
export interface MetricDifference {
  /** The figure of the first side; the mean over its runs. */
  readonly first: number | null;
  /** The figure of the second side. */
  readonly second: number | null;
  /** Second minus first, with its interval: where it holds 0, no difference is seen. */
  readonly difference: Estimate;
}

/** What {@link comparePredictions} gives: every figure, and what was compared. */
export interface Comparison {
  /** Images that both sides were judged on. */
  readonly n: number;
  /** Patients among them. */
  readonly patients: number;
  /** Runs of the first and of the second side. */
  readonly runs: readonly [first: number, second: number];
  /** Every figure by name. */
  readonly metrics: Readonly<Record<MetricName, MetricDifference>>;
  /** How the intervals were made. */
  readonly bootstrap: {
    /** What was resampled. */
    readonly unit: 'patient';
    /** How the ends were taken: both sides on the same patients. */
    readonly method: 'paired percentile';
    /** Seed of the draws. */
    readonly seed: number;
    /** Resamples behind every interval. */
    readonly resamples: number;
    /** Coverage, such as 0.95. */
    readonly level: number;
  };
}

/**
 * Compares two models on the same images by a paired bootstrap over patients: each resample judges both sides on
 * the same patients, so that what is hard for both falls out of the difference. A side may be several runs of one
 * recipe; its figure is then their mean, and the interval speaks of these runs on other patients, not of other
 * seeds.
 *
 * Efron, Tibshirani, "An introduction to the bootstrap" (1993), chapters 8 and 13.
 *
 * @param first - one run, or several
 * @param second - one run, or several, of the same images
 * @param options - seed, resamples, level
 * @returns every figure of both sides with the interval of the difference
 * @throws PneumoError `NO_DATA`, `DIFFERENT_IMAGES` naming an image that not all runs have or label alike, and what
 *   `evaluatePredictions` throws
 *
 * @example
 * ```ts
 * const row = (id, label, probability) => ({ id, patient: id, label, logit: 0, probability, model: 'cnn', split: 'test' });
 * const good = [row('a', 0, 0.1), row('b', 0, 0.2), row('c', 1, 0.7), row('d', 1, 0.9)];
 * const poor = [row('a', 0, 0.8), row('b', 0, 0.2), row('c', 1, 0.7), row('d', 1, 0.9)];
 * const { metrics } = comparePredictions(
 *   [{ predictions: poor, threshold: 0.5 }], [{ predictions: good, threshold: 0.5 }], { seed: 1, resamples: 200 },
 * );
 * [metrics.auroc.first, metrics.auroc.second, metrics.auroc.difference.value]; // [0.75, 1, 0.25]
 * ```
 */
export function comparePredictions(
  first: readonly ComparedRun[],
  second: readonly ComparedRun[],
  { seed, resamples = 2000, level = 0.95 }: BootstrapOptions,
): Comparison {
  if (first.length === 0 || second.length === 0) {
    throw new PneumoError(
      'NO_DATA',
      `${first.length} and ${second.length} runs came; expected at least one a side.`,
    );
  }
  const reference = sortedById(first[0]!.predictions);
  const sides = [first, second].map((runs) =>
    runs.map(({ predictions, threshold }) => {
      checkProbability('threshold', threshold);
      const rows = sortedById(predictions);
      checkSameImages(reference, rows);
      return prepareExamples(rows, threshold);
    }),
  ) as [PreparedExamples[], PreparedExamples[]];
  const { labels } = sides[0][0]!;
  const { intervals, patients } = bootstrapPatients(
    reference.map(({ patient }) => patient),
    (weights) => (keepsClasses(labels, weights) ? differencesOf(sides, weights) : undefined),
    { seed, resamples, level },
  );
  const once = new Uint32Array(reference.length).fill(1);
  const [firsts, seconds] = [means(sides[0], once), means(sides[1], once)];
  const whole = differencesOf(sides, once);
  const metrics = metricNames.map((name, m): [MetricName, MetricDifference] => {
    const value = whole[m]!;
    const { low, high } = intervals[m]!;
    return [
      name,
      {
        first: firsts[m]!,
        second: seconds[m]!,
        difference: value === null ? { value, low: null, high: null } : { value, low, high },
      },
    ];
  });
  return {
    n: reference.length,
    patients,
    runs: [first.length, second.length],
    metrics: Object.fromEntries(metrics) as Record<MetricName, MetricDifference>,
    bootstrap: { unit: 'patient', method: 'paired percentile', seed, resamples, level },
  };
}

function differencesOf(
  [first, second]: readonly [PreparedExamples[], PreparedExamples[]],
  weights: Uint32Array,
): (number | null)[] {
  const [a, b] = [means(first, weights), means(second, weights)];
  return a.map((value, m) => (value === null || b[m] === null ? null : b[m]! - value));
}

/** The mean of every figure over runs; null where one has none. */
function means(runs: readonly PreparedExamples[], weights: Uint32Array): (number | null)[] {
  const figures = runs.map((run) => weightedMetrics(run, weights));
  return metricNames.map((name) => {
    let sum = 0;
    for (const run of figures) {
      const value = run[name];
      if (value === null) return null;
      sum += value;
    }
    return sum / runs.length;
  });
}

function checkSameImages(reference: readonly Prediction[], rows: readonly Prediction[]): void {
  const other = Array.from({ length: Math.max(reference.length, rows.length) }).findIndex((_, i) => {
    const [a, b] = [reference[i], rows[i]];
    return a?.id !== b?.id || a?.label !== b?.label || a?.patient !== b?.patient;
  });
  if (other === -1) return;
  const [a, b] = [reference[other], rows[other]];
  throw new PneumoError(
    'DIFFERENT_IMAGES',
    `The runs were not judged on the same images: one has ${describe(a)} where another has ${describe(b)}. Compare runs of one data set and split.`,
  );
}

function describe(row: Prediction | undefined): string {
  return row === undefined
    ? 'no more images'
    : `${row.id} (label ${row.label ?? 'none'}, patient ${row.patient})`;
}
