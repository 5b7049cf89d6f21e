import { checkNumber } from '@pneumo/core';
import { checkLabelled } from './checkLabelled.ts';
import { type RankedScores, rankScores } from './rankedScores.ts';

/**
 * The best specificity among the points of the ROC curve whose sensitivity is high enough: what a model could do for
 * those who must not miss more. It looks at the labels to choose its threshold, so it describes a curve; for a decision
 * lock a threshold on other data with `chooseThreshold`. As torchmetrics' `BinarySpecificityAtSensitivity`.
 *
 * @param labels - 0 (NORMAL) or 1 (PNEUMONIA) for every example
 * @param scores - finite, higher for PNEUMONIA: probabilities or logits
 * @param atLeast - the least sensitivity, over 0 and up to 1
 * @returns the specificity, 0 to 1, or null where a class is missing
 * @throws PneumoError `LENGTH_MISMATCH` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * specificityAtSensitivity([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8], 0.9); // 0.5
 * ```
 */
export function specificityAtSensitivity(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  atLeast: number,
): number | null {
  checkLabelled(labels, scores, 'scores');
  checkSensitivity('atLeast', atLeast);
  return rankedSpecificityAtSensitivity(rankScores(labels, scores), labels, atLeast);
}

/**
 * Specificity at a sensitivity of ranked examples, each counted `weights[i]` times.
 *
 * @param ranked - from rankScores
 * @param labels - 0 or 1 for every example
 * @param atLeast - the least sensitivity, over 0 and up to 1
 * @param weights - how often each example counts; once each by default
 * @returns 0 to 1, or null where a class has no weight
 */
export function rankedSpecificityAtSensitivity(
  { order, groupStarts }: RankedScores,
  labels: ArrayLike<number>,
  atLeast: number,
  weights?: ArrayLike<number>,
): number | null {
  const weightOf = (i: number): number => (weights === undefined ? 1 : weights[i]!);
  const total = [0, 0];
  for (const i of order) total[labels[i]!]! += weightOf(i);
  const [negatives, positives] = total as [number, number];
  if (negatives === 0 || positives === 0) return null;
  // By falling threshold, so the first that reaches the sensitivity has the fewest false positives.
  const called = [0, 0];
  for (let group = groupStarts.length - 2; called[1]! / positives < atLeast; group--) {
    for (let k = groupStarts[group]!; k < groupStarts[group + 1]!; k++) {
      const i = order[k]!;
      called[labels[i]!]! += weightOf(i);
    }
  }
  return (negatives - called[0]!) / negatives;
}

/**
 * Refuses what is no sensitivity to ask for.
 *
 * @param name - what it is called in the message
 * @param value - the least sensitivity
 * @throws PneumoError `INVALID_ARGUMENT`
 */
export function checkSensitivity(name: string, value: number): void {
  checkNumber(name, value, { min: Number.MIN_VALUE, max: 1 });
}
