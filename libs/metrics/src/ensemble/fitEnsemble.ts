import { checkNumber, checkOneOf, PneumoError } from '@pneumo/core';
import { checkLabelled } from '../checkLabelled.ts';
import { fitLogistic } from '../logisticRegression.ts';
import { checkMembers } from './combineLogits.ts';
import { type EnsembleMethod, ensembleMethods, type EnsembleRule } from './ensembleRule.ts';

/** Options of {@link fitEnsemble}. */
export interface FitEnsembleOptions {
  /** `stacked` only: no weight below 0, so that no member speaks against itself; false by default. */
  readonly nonNegative?: boolean;
  /** Half of this times the squared weights is added to the sum of log losses; 1 by default, as in scikit-learn. */
  readonly l2?: number;
}

/**
 * Says how an ensemble's members are brought together; the means need no fit, `weighted` and `stacked` are fitted
 * on labelled images that no member was trained on, the validation images. Nothing is drawn: the same logits give the
 * same rule.
 *
 * `weighted` is a logistic regression without a constant and with no weight below 0, whose weights are then
 * brought to a sum of 1: it keeps the scale of the logits. `stacked` (Wolpert 1992, "Stacked generalization"; the
 * non-negative form: Breiman 1996) changes the scale and, by its constant, the prevalence too.
 *
 * @param method - which
 * @param labels - 0 or 1 for every image; read by `weighted` and `stacked`
 * @param members - for each member one finite logit an image
 * @param options - signs, penalty
 * @returns the rule for `combineLogits`
 * @throws PneumoError `ENSEMBLE_MISMATCH` where there is no member, or their images differ in number;
 *   `ENSEMBLE_UNDETERMINED` where no member has a weight above 0; `ONE_CLASS_ONLY`; `LENGTH_MISMATCH`;
 *   `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * const labels = [0, 0, 1, 1, 0, 1];
 * const good = [-2, -1, 2, 3, -3, 1];
 * const noise = [1, -1, 1, -1, 1, -1];
 * fitEnsemble('mean-logit', labels, [good, noise]).weights; // [0.5, 0.5]
 * fitEnsemble('weighted', labels, [good, noise]).weights; // [1, 0]
 * ```
 */
export function fitEnsemble(
  method: EnsembleMethod,
  labels: ArrayLike<number>,
  members: readonly ArrayLike<number>[],
  { nonNegative = false, l2 = 1 }: FitEnsembleOptions = {},
): EnsembleRule {
  checkOneOf('method', method, ensembleMethods);
  checkNumber('l2', l2, { min: 1e-9 });
  if (members.length === 0)
    throw new PneumoError('ENSEMBLE_MISMATCH', 'No members came; expected at least one.');
  checkMembers(members, members.length);
  members.forEach((logits, m) => checkLabelled(labels, logits, `members[${m}]`));
  if (method === 'mean-logit' || method === 'mean-probability')
    return { method, weights: members.map(() => 1 / members.length), intercept: 0 };
  if (new Set(Array.from(labels)).size < 2) {
    throw new PneumoError(
      'ONE_CLASS_ONLY',
      `The labels of all ${labels.length} images are the same; weights are fitted on images of both classes.`,
    );
  }
  if (method === 'stacked')
    return { method, ...fitLogistic(members, labels, { intercept: true, l2, nonNegative }) };
  const { weights } = fitLogistic(members, labels, { intercept: false, l2, nonNegative: true });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum <= 0) {
    throw new PneumoError(
      'ENSEMBLE_UNDETERMINED',
      "No member's logits are higher for PNEUMONIA than for NORMAL, so that none gets a weight. Expected models that do better than chance.",
    );
  }
  return { method, weights: weights.map((weight) => weight / sum), intercept: 0 };
}
