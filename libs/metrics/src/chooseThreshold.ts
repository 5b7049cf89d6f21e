import { PneumoError } from '@pneumo/core';
import { checkLabelledProbabilities } from './checkLabelled.ts';
import { countsByThreshold } from './rocCurve.ts';
import { checkThresholdRule, type ThresholdRule } from './thresholdRule.ts';

/**
 * A locked threshold: chosen once, on the data it names, and never moved afterwards. Plain JSON.
 */
export interface ChosenThreshold {
  /** Probabilities of at least this value are called PNEUMONIA; 0 to 1. */
  readonly value: number;
  /** The rule that chose it. */
  readonly rule: ThresholdRule;
  /** The part of the data it was chosen on: `val`, unless the caller names another. */
  readonly chosenOn: string;
  /** Sensitivity at the threshold on that data, 0 to 1. */
  readonly sensitivity: number;
  /** Specificity at the threshold on that data, 0 to 1. */
  readonly specificity: number;
  /** How many examples it was chosen on. */
  readonly n: number;
}

/**
 * Chooses a decision threshold from labelled probabilities, usually those of the validation part.
 * Candidates are the distinct probabilities that occur. Rules are decided on whole counts, so the
 * choice is exact; among candidates with the same Youden index the lowest is taken, the one with the
 * higher sensitivity, because a missed pneumonia costs more than a second look.
 *
 * Youden, "Index for rating diagnostic tests", Cancer 3 (1950).
 *
 * @param labels - 0 (NORMAL) or 1 (PNEUMONIA) for every example
 * @param probabilities - the probability of PNEUMONIA for every example, 0 to 1
 * @param rule - how to choose
 * @param chosenOn - name of the part of the data, kept in the result
 * @returns the locked threshold with its figures on this data
 * @throws PneumoError `ONE_CLASS_ONLY` where a class is missing: neither rule has a meaning then;
 *   `LENGTH_MISMATCH`, `INVALID_ARGUMENT` or `INVALID_THRESHOLD_RULE`
 *
 * @example
 * ```ts
 * const labels = [0, 0, 1, 1];
 * const probabilities = [0.1, 0.4, 0.35, 0.8];
 * chooseThreshold(labels, probabilities, { kind: 'sensitivity', atLeast: 0.9 }).value; // 0.35
 * ```
 */
export function chooseThreshold(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  rule: ThresholdRule,
  chosenOn = 'val',
): ChosenThreshold {
  checkLabelledProbabilities(labels, probabilities);
  checkThresholdRule(rule);
  const candidates = countsByThreshold(labels, probabilities);
  const positives = candidates.at(-1)?.truePositive ?? 0;
  const negatives = candidates.at(-1)?.falsePositive ?? 0;
  if (positives === 0 || negatives === 0) {
    throw new PneumoError(
      'ONE_CLASS_ONLY',
      `A threshold cannot be chosen on ${positives} examples with PNEUMONIA and ${negatives} NORMAL ones; both classes are needed in '${chosenOn}'.`,
      { details: { positives, negatives, chosenOn } },
    );
  }
  const at = choose();
  return {
    value: at.threshold,
    rule,
    chosenOn,
    sensitivity: at.truePositive / positives,
    specificity: (negatives - at.falsePositive) / negatives,
    n: labels.length,
  };

  function choose(): { threshold: number; truePositive: number; falsePositive: number } {
    switch (rule.kind) {
      case 'youden': {
        // J · n₊ n₋ as whole numbers; >= because candidates fall and the lowest of equals is wanted.
        const index = (c: { truePositive: number; falsePositive: number }): number =>
          c.truePositive * negatives - c.falsePositive * positives;
        return candidates.reduce((best, candidate) => (index(candidate) >= index(best) ? candidate : best));
      }
      case 'sensitivity':
        // The lowest candidate calls everything positive, so one is always found.
        return candidates.find((candidate) => candidate.truePositive / positives >= rule.atLeast)!;
      case 'fixed': {
        const { value } = rule;
        const reached = candidates.filter((candidate) => candidate.threshold >= value).at(-1);
        return { truePositive: 0, falsePositive: 0, ...reached, threshold: value };
      }
    }
  }
}
