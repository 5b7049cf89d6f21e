import type { ConfusionCounts } from '../confusionCounts.ts';
import { accuracy, f1, negativePredictiveValue, precision } from '../confusionRatios.ts';

/** The figures that depend on the prevalence, in the order of {@link figuresAtPrevalence}. */
export const prevalenceFigures = ['precision', 'negativePredictiveValue', 'f1', 'accuracy'] as const;

/**
 * Precision, negative predictive value, F1 and accuracy as they would be at another prevalence: the same shares of
 * the sick and of the healthy are called right, but the sick are more or fewer.
 *
 * @param counts - decisions on images of both classes
 * @param prevalence - above 0 and below 1
 * @returns the figures in the order of {@link prevalenceFigures}; null where undefined
 */
export function figuresAtPrevalence(counts: ConfusionCounts, prevalence: number): (number | null)[] {
  const { truePositive, falseNegative, trueNegative, falsePositive } = counts;
  const sick = prevalence / (truePositive + falseNegative);
  const healthy = (1 - prevalence) / (trueNegative + falsePositive);
  const shares: ConfusionCounts = {
    truePositive: truePositive * sick,
    falseNegative: falseNegative * sick,
    trueNegative: trueNegative * healthy,
    falsePositive: falsePositive * healthy,
  };
  return [precision(shares), negativePredictiveValue(shares), f1(shares), accuracy(shares)];
}
