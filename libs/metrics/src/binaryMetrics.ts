import { brierScore } from './brierScore.ts';
import { confusionCounts } from './confusionCounts.ts';
import {
  accuracy,
  balancedAccuracy,
  f1,
  f1Normal,
  negativePredictiveValue,
  precision,
  sensitivity,
  specificity,
} from './confusionRatios.ts';
import type { ConfusionCounts } from './confusionCounts.ts';
import { auroc, averagePrecision } from './rankMetrics.ts';

/**
 * The names of all figures, as keys of metrics files, in the order in which tables list them.
 */
export const metricNames = [
  'auroc',
  'averagePrecision',
  'sensitivity',
  'specificity',
  'precision',
  'negativePredictiveValue',
  'f1',
  'f1Normal',
  'accuracy',
  'balancedAccuracy',
  'brierScore',
] as const;

/** The name of one figure: a member of {@link metricNames}. */
export type MetricName = (typeof metricNames)[number];

/**
 * Every figure by its name. null where it is undefined: a ratio without a denominator, or an area
 * where a class is missing.
 */
export type BinaryMetrics = Readonly<Record<MetricName, number | null>>;

/**
 * All figures of labelled probabilities at one threshold.
 *
 * @param labels - 0 (NORMAL) or 1 (PNEUMONIA) for every example
 * @param probabilities - the probability of PNEUMONIA for every example, 0 to 1
 * @param threshold - probabilities of at least this value are called PNEUMONIA; 0 to 1
 * @returns every figure, null where undefined
 * @throws PneumoError `LENGTH_MISMATCH` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * const metrics = binaryMetrics([0, 0, 1, 1], [0.1, 0.6, 0.7, 0.9], 0.5);
 * metrics.auroc; // 1
 * metrics.specificity; // 0.5
 * ```
 */
export function binaryMetrics(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  threshold = 0.5,
): BinaryMetrics {
  const counts = confusionCounts(labels, probabilities, threshold);
  return {
    auroc: auroc(labels, probabilities),
    averagePrecision: averagePrecision(labels, probabilities),
    ...confusionMetrics(counts),
    brierScore: brierScore(labels, probabilities),
  };
}

/**
 * The figures that follow from the four counts alone.
 *
 * @param counts - the four counts, weighted or not
 * @returns every ratio, null where undefined
 */
export function confusionMetrics(
  counts: ConfusionCounts,
): Omit<BinaryMetrics, 'auroc' | 'averagePrecision' | 'brierScore'> {
  return {
    sensitivity: sensitivity(counts),
    specificity: specificity(counts),
    precision: precision(counts),
    negativePredictiveValue: negativePredictiveValue(counts),
    f1: f1(counts),
    f1Normal: f1Normal(counts),
    accuracy: accuracy(counts),
    balancedAccuracy: balancedAccuracy(counts),
  };
}
