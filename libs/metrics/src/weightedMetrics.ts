import { type BinaryMetrics, confusionMetrics } from './binaryMetrics.ts';
import type { ConfusionCounts } from './confusionCounts.ts';
import { rankedAuroc, rankedAveragePrecision } from './rankMetrics.ts';
import type { RankedScores } from './rankedScores.ts';

/** Labelled probabilities with everything that does not change from resample to resample. */
export interface PreparedExamples {
  /** 0 or 1 for every example. */
  readonly labels: Uint8Array;
  /** The probability of every example. */
  readonly probabilities: Float64Array;
  /** 1 where the probability reaches the threshold. */
  readonly called: Uint8Array;
  /** The examples by probability. */
  readonly ranked: RankedScores;
}

/**
 * All figures of examples that count `weights[i]` times each, in time linear in their number.
 *
 * @param examples - the examples, sorted beforehand
 * @param weights - how often each counts
 * @returns every figure, null where undefined
 */
export function weightedMetrics(examples: PreparedExamples, weights: ArrayLike<number>): BinaryMetrics {
  const { labels, probabilities, ranked } = examples;
  let squares = 0;
  let total = 0;
  for (const i of ranked.order) {
    squares += weights[i]! * (probabilities[i]! - labels[i]!) ** 2;
    total += weights[i]!;
  }
  return {
    auroc: rankedAuroc(ranked, labels, weights),
    averagePrecision: rankedAveragePrecision(ranked, labels, weights),
    ...confusionMetrics(weightedCounts(examples, weights)),
    brierScore: total === 0 ? null : squares / total,
  };
}

/**
 * The four counts of examples that count `weights[i]` times each.
 *
 * @param examples - the examples
 * @param weights - how often each counts
 * @param members - when given, only these places are counted
 * @returns the four weighted counts
 */
export function weightedCounts(
  { labels, called }: PreparedExamples,
  weights: ArrayLike<number>,
  members?: Uint32Array,
): ConfusionCounts {
  // One number a cell: 0 true negative, 1 false positive, 2 false negative, 3 true positive.
  const cells = [0, 0, 0, 0];
  const count = members?.length ?? labels.length;
  for (let k = 0; k < count; k++) {
    const i = members === undefined ? k : members[k]!;
    cells[2 * labels[i]! + called[i]!]! += weights[i]!;
  }
  return {
    truePositive: cells[3]!,
    falsePositive: cells[1]!,
    trueNegative: cells[0]!,
    falseNegative: cells[2]!,
  };
}
