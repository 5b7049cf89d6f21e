import { checkLabelledProbabilities } from './checkLabelled.ts';

/**
 * Log loss (cross-entropy): the mean of -ln of the probability that was given to what was. Probabilities count as at
 * least 2.2e-16 away from 0 and 1, as in scikit-learn, so that one sure mistake is dear, not infinite.
 *
 * @param labels - 0 (NORMAL) or 1 (PNEUMONIA) for every example
 * @param probabilities - the probability of PNEUMONIA for every example, 0 to 1
 * @returns at least 0, or null for no examples
 * @throws PneumoError `LENGTH_MISMATCH` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * logLoss([0, 1], [0.5, 0.8]); // ≈0.4581
 * ```
 */
export function logLoss(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number | null {
  checkLabelledProbabilities(labels, probabilities);
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const p = Math.min(Math.max(probabilities[i]!, Number.EPSILON), 1 - Number.EPSILON);
    sum -= labels[i] === 1 ? Math.log(p) : Math.log1p(-p);
  }
  return labels.length === 0 ? null : sum / labels.length;
}
