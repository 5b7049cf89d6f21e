import { checkNumber } from '@pneumo/core';
import { rocCurve } from './rocCurve.ts';

/**
 * The best specificity among the points of the ROC curve whose sensitivity is high enough: what a model could do for
 * those who must not miss more. It looks at the labels to choose its threshold, so it describes a curve; for a decision
 * lock a threshold on other data with `chooseThreshold`. As torchmetrics' `BinarySpecificityAtSensitivity`.
 *
 * @param labels - 0 (NORMAL) or 1 (PNEUMONIA) for every example
 * @param scores - finite, higher for PNEUMONIA: probabilities or logits
 * @param atLeast - the least sensitivity, over 0 and up to 1
 * @returns the specificity, 0 to 1
 * @throws PneumoError `ONE_CLASS_ONLY` where a class is missing; `LENGTH_MISMATCH` or `INVALID_ARGUMENT`
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
): number {
  checkNumber('atLeast', atLeast, { min: Number.MIN_VALUE, max: 1 });
  // Points come by falling threshold, so the first that reaches the sensitivity has the fewest false positives.
  const point = rocCurve(labels, scores).find(({ truePositiveRate }) => truePositiveRate >= atLeast)!;
  return 1 - point.falsePositiveRate;
}
