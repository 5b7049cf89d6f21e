import { checkInteger } from '@pneumo/core';
import { checkLabelledProbabilities } from '../checkLabelled.ts';

/** Examples whose probabilities lie in one stretch. */
export interface ReliabilityBin {
  /** Probabilities above this, and 0 in the first bin. */
  readonly low: number;
  /** Up to and with this. */
  readonly high: number;
  /** Examples in it, at least 1. */
  readonly n: number;
  /** Their mean probability: what was said. */
  readonly meanProbability: number;
  /** The share of PNEUMONIA among them: what was. */
  readonly frequency: number;
}

/**
 * A reliability diagram: examples in bins of equal width by their probability, with what was said and what was in
 * each. The same as scikit-learn's `calibration_curve(strategy='uniform')`; empty bins are left out.
 *
 * @param labels - 0 (NORMAL) or 1 (PNEUMONIA) for every example
 * @param probabilities - the probability of PNEUMONIA for every example, 0 to 1
 * @param bins - how many, 15 by default
 * @returns the bins that are not empty, from 0 to 1
 * @throws PneumoError `LENGTH_MISMATCH` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * reliabilityBins([0, 1, 1], [0.1, 0.3, 0.9], 2); // [{ low: 0, high: 0.5, n: 2, meanProbability: 0.2, frequency: 0.5 }, { low: 0.5, high: 1, n: 1, meanProbability: 0.9, frequency: 1 }]
 * ```
 */
export function reliabilityBins(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  bins = 15,
): ReliabilityBin[] {
  checkLabelledProbabilities(labels, probabilities);
  checkInteger('bins', bins, { min: 1, max: 1e6 });
  const sums = Array.from({ length: bins }, () => ({ n: 0, said: 0, sick: 0 }));
  for (let i = 0; i < labels.length; i++) {
    let bin = Math.max(0, Math.min(bins, Math.ceil(probabilities[i]! * bins)) - 1);
    // The product may round over a bound: the bounds themselves decide.
    if (bin > 0 && probabilities[i]! <= bin / bins) bin--;
    else if (bin + 1 < bins && probabilities[i]! > (bin + 1) / bins) bin++;
    const sum = sums[bin]!;
    sum.n++;
    sum.said += probabilities[i]!;
    sum.sick += labels[i]!;
  }
  return sums.flatMap(({ n, said, sick }, bin) =>
    n === 0
      ? []
      : [{ low: bin / bins, high: (bin + 1) / bins, n, meanProbability: said / n, frequency: sick / n }],
  );
}
