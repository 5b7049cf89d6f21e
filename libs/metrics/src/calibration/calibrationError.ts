import { reliabilityBins } from './reliabilityBins.ts';

/**
 * Expected calibration error: by how much what was said and what was differ, the mean over examples, in bins of
 * {@link reliabilityBins}. It grows with the number of bins and with few examples even of a perfect model, so only
 * figures of equal bins and equal numbers may be compared; the Brier score has no such trouble.
 *
 * Naeini, Cooper, Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning" (2015); Guo et al. 2017.
 *
 * @param labels - 0 (NORMAL) or 1 (PNEUMONIA) for every example
 * @param probabilities - the probability of PNEUMONIA for every example, 0 to 1
 * @param bins - how many, 15 by default
 * @returns 0 to 1, or null for no examples
 * @throws PneumoError `LENGTH_MISMATCH` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * calibrationError([0, 1, 1], [0.1, 0.3, 0.9], 2); // ≈0.2333
 * ```
 */
export function calibrationError(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  bins = 15,
): number | null {
  let sum = 0;
  for (const { n, meanProbability, frequency } of reliabilityBins(labels, probabilities, bins))
    sum += n * Math.abs(meanProbability - frequency);
  return labels.length === 0 ? null : sum / labels.length;
}
