import { PneumoError } from '@pneumo/core';
import { checkLabelled } from './checkLabelled.ts';
import { rankScores } from './rankedScores.ts';

/** One point of a ROC curve: what happens when scores of at least `threshold` are called PNEUMONIA. */
export interface RocPoint {
  /** The score from which on an example is called positive; Infinity at the first point. */
  readonly threshold: number;
  /** 1 − specificity, 0 to 1. */
  readonly falsePositiveRate: number;
  /** Sensitivity, 0 to 1. */
  readonly truePositiveRate: number;
}

/**
 * The ROC curve: one point for every distinct score, from the strictest threshold (Infinity, nothing
 * is called positive) to the lowest score (everything is). Order and values are those of
 * scikit-learn's `roc_curve` with `drop_intermediate=False`.
 *
 * @param labels - 0 (NORMAL) or 1 (PNEUMONIA) for every example
 * @param scores - finite, higher for PNEUMONIA: probabilities or logits
 * @returns the points, by falling threshold, from (0, 0) to (1, 1)
 * @throws PneumoError `ONE_CLASS_ONLY` where a class is missing (both rates are needed);
 *   `LENGTH_MISMATCH` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * rocCurve([0, 1, 1], [0.2, 0.2, 0.9]).map((point) => [point.falsePositiveRate, point.truePositiveRate]); // [[0, 0], [0, 0.5], [1, 1]]
 * ```
 */
export function rocCurve(labels: ArrayLike<number>, scores: ArrayLike<number>): RocPoint[] {
  checkLabelled(labels, scores, 'scores');
  const points = countsByThreshold(labels, scores);
  const last = points.at(-1);
  const positives = last?.truePositive ?? 0;
  const negatives = last?.falsePositive ?? 0;
  if (positives === 0 || negatives === 0) {
    throw new PneumoError(
      'ONE_CLASS_ONLY',
      `A ROC curve needs both classes; ${positives} examples with PNEUMONIA and ${negatives} NORMAL ones came.`,
      { details: { positives, negatives } },
    );
  }
  return [
    { threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 },
    ...points.map(({ threshold, falsePositive, truePositive }) => ({
      threshold,
      falsePositiveRate: falsePositive / negatives,
      truePositiveRate: truePositive / positives,
    })),
  ];
}

/**
 * Cumulative counts at every distinct score taken as the threshold, by falling threshold.
 *
 * @param labels - 0 or 1 for every example
 * @param scores - one finite score for every example
 * @returns true and false positives at each distinct score
 */
export function countsByThreshold(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
): { threshold: number; truePositive: number; falsePositive: number }[] {
  const { order, groupStarts } = rankScores(labels, scores);
  const points: { threshold: number; truePositive: number; falsePositive: number }[] = [];
  let truePositive = 0;
  let falsePositive = 0;
  for (let group = groupStarts.length - 2; group >= 0; group--) {
    for (let k = groupStarts[group]!; k < groupStarts[group + 1]!; k++) {
      if (labels[order[k]!] === 1) truePositive++;
      else falsePositive++;
    }
    points.push({ threshold: scores[order[groupStarts[group]!]!]!, truePositive, falsePositive });
  }
  return points;
}
