import { checkLabelledProbabilities } from './checkLabelled.ts';

/**
 * Brier score: the mean squared distance of probability and label. 0 is perfect; always saying the
 * prevalence p gives p (1 − p); unlike AUROC it also judges calibration.
 *
 * Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78 (1950).
 *
 * @param labels - 0 (NORMAL) or 1 (PNEUMONIA) for every example
 * @param probabilities - the probability of PNEUMONIA for every example, 0 to 1
 * @returns 0 to 1, or null for no examples
 * @throws PneumoError `LENGTH_MISMATCH` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * brierScore([0, 1], [0.5, 1]); // 0.125
 * ```
 */
export function brierScore(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number | null {
  checkLabelledProbabilities(labels, probabilities);
  let sum = 0;
  for (let i = 0; i < labels.length; i++) sum += (probabilities[i]! - labels[i]!) ** 2;
  return labels.length === 0 ? null : sum / labels.length;
}
