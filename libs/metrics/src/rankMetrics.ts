import { checkLabelled } from './checkLabelled.ts';
import { type RankedScores, rankScores } from './rankedScores.ts';

/**
 * Area under the ROC curve: the chance that an example with PNEUMONIA scores higher than a NORMAL
 * one, ties counting half (the Mann-Whitney U statistic over n₊ n₋). Any increasing function of the
 * score gives the same value, so logits and probabilities may both be given.
 *
 * Hanley, McNeil, "The meaning and use of the area under a receiver operating characteristic (ROC)
 * curve", Radiology 143 (1982).
 *
 * @param labels - 0 (NORMAL) or 1 (PNEUMONIA) for every example
 * @param scores - finite, higher for PNEUMONIA
 * @returns 0 to 1, or null where a class is missing
 * @throws PneumoError `LENGTH_MISMATCH` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * auroc([0, 0, 1, 1], [0.1, 0.4, 0.4, 0.8]); // 0.875
 * ```
 */
export function auroc(labels: ArrayLike<number>, scores: ArrayLike<number>): number | null {
  checkLabelled(labels, scores, 'scores');
  return rankedAuroc(rankScores(labels, scores), labels);
}

/**
 * Average precision: the mean of the precision over the recalled positives, Σ (Rₙ − Rₙ₋₁) Pₙ, as
 * scikit-learn's `average_precision_score` (no interpolation).
 *
 * @param labels - 0 (NORMAL) or 1 (PNEUMONIA) for every example
 * @param scores - finite, higher for PNEUMONIA
 * @returns 0 to 1, or null where no example has PNEUMONIA
 * @throws PneumoError `LENGTH_MISMATCH` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * averagePrecision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]); // ≈0.8333
 * ```
 */
export function averagePrecision(labels: ArrayLike<number>, scores: ArrayLike<number>): number | null {
  checkLabelled(labels, scores, 'scores');
  return rankedAveragePrecision(rankScores(labels, scores), labels);
}

/**
 * AUROC of ranked examples, each counted `weights[i]` times, in one pass.
 *
 * @param ranked - from rankScores
 * @param labels - 0 or 1 for every example
 * @param weights - how often each example counts; once each by default
 * @returns 0 to 1, or null where a class has no weight
 */
export function rankedAuroc(
  { order, groupStarts }: RankedScores,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number | null {
  let concordant = 0;
  let negativesBelow = 0;
  let positives = 0;
  for (let group = 0; group + 1 < groupStarts.length; group++) {
    let groupPositives = 0;
    let groupNegatives = 0;
    for (let k = groupStarts[group]!; k < groupStarts[group + 1]!; k++) {
      const i = order[k]!;
      const weight = weights === undefined ? 1 : weights[i]!;
      if (labels[i] === 1) groupPositives += weight;
      else groupNegatives += weight;
    }
    concordant += groupPositives * (negativesBelow + groupNegatives / 2);
    negativesBelow += groupNegatives;
    positives += groupPositives;
  }
  return positives === 0 || negativesBelow === 0 ? null : concordant / (positives * negativesBelow);
}

/**
 * Average precision of ranked examples, each counted `weights[i]` times, in one pass.
 *
 * @param ranked - from rankScores
 * @param labels - 0 or 1 for every example
 * @param weights - how often each example counts; once each by default
 * @returns 0 to 1, or null where the positive class has no weight
 */
export function rankedAveragePrecision(
  { order, groupStarts }: RankedScores,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number | null {
  let called = 0;
  let found = 0;
  let sum = 0;
  for (let group = groupStarts.length - 2; group >= 0; group--) {
    let groupPositives = 0;
    for (let k = groupStarts[group]!; k < groupStarts[group + 1]!; k++) {
      const i = order[k]!;
      const weight = weights === undefined ? 1 : weights[i]!;
      called += weight;
      if (labels[i] === 1) groupPositives += weight;
    }
    found += groupPositives;
    if (groupPositives > 0) sum += groupPositives * (found / called);
  }
  return found === 0 ? null : sum / found;
}
