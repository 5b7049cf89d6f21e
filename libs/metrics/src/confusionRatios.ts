import type { ConfusionCounts } from './confusionCounts.ts';

// A ratio without a denominator (0/0) is null in all of this package: it is unknown, and JSON has no
// NaN. scikit-learn's default, 0 with a warning, would read as a measured failure.

/**
 * The share of all decisions that are right.
 *
 * @param counts - from {@link confusionCounts}
 * @returns 0 to 1, or null for no examples
 *
 * @example
 * ```ts
 * accuracy({ truePositive: 8, falsePositive: 1, trueNegative: 9, falseNegative: 2 }); // 0.85
 * ```
 */
export function accuracy(counts: ConfusionCounts): number | null {
  const { truePositive, falsePositive, trueNegative, falseNegative } = counts;
  return ratio(truePositive + trueNegative, truePositive + falsePositive + trueNegative + falseNegative);
}

/**
 * Positive predictive value: of those called PNEUMONIA, the share that has it.
 *
 * @param counts - from {@link confusionCounts}
 * @returns 0 to 1, or null where nothing was called PNEUMONIA
 *
 * @example
 * ```ts
 * precision({ truePositive: 8, falsePositive: 2, trueNegative: 8, falseNegative: 2 }); // 0.8
 * ```
 */
export function precision(counts: ConfusionCounts): number | null {
  return ratio(counts.truePositive, counts.truePositive + counts.falsePositive);
}

/**
 * Sensitivity, also called recall: of those with PNEUMONIA, the share that was called so.
 *
 * @param counts - from {@link confusionCounts}
 * @returns 0 to 1, or null where no example has PNEUMONIA
 *
 * @example
 * ```ts
 * sensitivity({ truePositive: 9, falsePositive: 2, trueNegative: 8, falseNegative: 1 }); // 0.9
 * ```
 */
export function sensitivity(counts: ConfusionCounts): number | null {
  return ratio(counts.truePositive, counts.truePositive + counts.falseNegative);
}

/**
 * Specificity, the recall of NORMAL: of the healthy, the share that was called NORMAL.
 *
 * @param counts - from {@link confusionCounts}
 * @returns 0 to 1, or null where no example is NORMAL
 *
 * @example
 * ```ts
 * specificity({ truePositive: 9, falsePositive: 2, trueNegative: 8, falseNegative: 1 }); // 0.8
 * ```
 */
export function specificity(counts: ConfusionCounts): number | null {
  return ratio(counts.trueNegative, counts.trueNegative + counts.falsePositive);
}

/**
 * Negative predictive value: of those called NORMAL, the share that is healthy.
 *
 * @param counts - from {@link confusionCounts}
 * @returns 0 to 1, or null where nothing was called NORMAL
 *
 * @example
 * ```ts
 * negativePredictiveValue({ truePositive: 8, falsePositive: 1, trueNegative: 9, falseNegative: 1 }); // 0.9
 * ```
 */
export function negativePredictiveValue(counts: ConfusionCounts): number | null {
  return ratio(counts.trueNegative, counts.trueNegative + counts.falseNegative);
}

/**
 * F1 of PNEUMONIA: the harmonic mean of precision and sensitivity, 2 TP / (2 TP + FP + FN).
 *
 * @param counts - from {@link confusionCounts}
 * @returns 0 to 1, or null where no example has PNEUMONIA and none was called so
 *
 * @example
 * ```ts
 * f1({ truePositive: 8, falsePositive: 2, trueNegative: 8, falseNegative: 2 }); // 0.8
 * ```
 */
export function f1(counts: ConfusionCounts): number | null {
  const { truePositive, falsePositive, falseNegative } = counts;
  return ratio(2 * truePositive, 2 * truePositive + falsePositive + falseNegative);
}

/**
 * F1 of NORMAL: the harmonic mean of negative predictive value and specificity.
 *
 * @param counts - from {@link confusionCounts}
 * @returns 0 to 1, or null where no example is NORMAL and none was called so
 *
 * @example
 * ```ts
 * f1Normal({ truePositive: 8, falsePositive: 1, trueNegative: 9, falseNegative: 1 }); // 0.9
 * ```
 */
export function f1Normal(counts: ConfusionCounts): number | null {
  const { trueNegative, falsePositive, falseNegative } = counts;
  return ratio(2 * trueNegative, 2 * trueNegative + falsePositive + falseNegative);
}

/**
 * The mean of sensitivity and specificity: accuracy as if both classes were equally frequent.
 *
 * @param counts - from {@link confusionCounts}
 * @returns 0 to 1, or null where a class is missing
 *
 * @example
 * ```ts
 * balancedAccuracy({ truePositive: 9, falsePositive: 3, trueNegative: 7, falseNegative: 1 }); // 0.8
 * ```
 */
export function balancedAccuracy(counts: ConfusionCounts): number | null {
  const ofPositive = sensitivity(counts);
  const ofNegative = specificity(counts);
  return ofPositive === null || ofNegative === null ? null : (ofPositive + ofNegative) / 2;
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
