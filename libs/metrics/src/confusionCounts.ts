import { checkProbability } from '@pneumo/core';
import { checkLabelledProbabilities } from './checkLabelled.ts';

/** How many examples of each class were decided each way. PNEUMONIA is the positive class. */
export interface ConfusionCounts {
  /** PNEUMONIA called PNEUMONIA. */
  readonly truePositive: number;
  /** NORMAL called PNEUMONIA. */
  readonly falsePositive: number;
  /** NORMAL called NORMAL. */
  readonly trueNegative: number;
  /** PNEUMONIA called NORMAL. */
  readonly falseNegative: number;
}

/**
 * Counts right and wrong decisions at a threshold. An example is called PNEUMONIA when its
 * probability is at least the threshold (`probability >= threshold`); the same rule holds everywhere.
 *
 * @param labels - 0 (NORMAL) or 1 (PNEUMONIA) for every example
 * @param probabilities - the probability of PNEUMONIA for every example, 0 to 1
 * @param threshold - 0 to 1
 * @returns the four counts; all 0 for no examples
 * @throws PneumoError `LENGTH_MISMATCH` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * confusionCounts([0, 1, 1], [0.2, 0.5, 0.4], 0.5); // { truePositive: 1, falsePositive: 0, trueNegative: 1, falseNegative: 1 }
 * ```
 */
export function confusionCounts(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  threshold: number,
): ConfusionCounts {
  checkLabelledProbabilities(labels, probabilities);
  checkProbability('threshold', threshold);
  let truePositive = 0;
  let falsePositive = 0;
  let trueNegative = 0;
  let falseNegative = 0;
  for (let i = 0; i < labels.length; i++) {
    const positive = probabilities[i]! >= threshold;
    if (labels[i] === 1) {
      if (positive) truePositive++;
      else falseNegative++;
    } else if (positive) falsePositive++;
    else trueNegative++;
  }
  return { truePositive, falsePositive, trueNegative, falseNegative };
}
