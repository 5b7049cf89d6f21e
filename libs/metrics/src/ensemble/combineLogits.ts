import { checkNumber, checkOneOf, PneumoError } from '@pneumo/core';
import { softplus } from '../softplus.ts';
import { ensembleMethods, type EnsembleRule } from './ensembleRule.ts';

/**
 * The logits of an ensemble from those of its members.
 *
 * @param rule - how, as `fitEnsemble` gives it
 * @param members - for each member, in the rule's order, one logit an image; all of the same images
 * @returns one logit an image; its sigmoid is the ensemble's probability
 * @throws PneumoError `ENSEMBLE_MISMATCH` where members and weights, or members among themselves, differ in number;
 *   an error of `checkEnsembleRule`
 *
 * @example
 * ```ts
 * const equal = { weights: [0.5, 0.5], intercept: 0 };
 * combineLogits({ method: 'mean-logit', ...equal }, [[2, -1], [4, 0]]); // Float64Array.of(3, -0.5)
 * combineLogits({ method: 'mean-probability', ...equal }, [[0], [2]])[0]; // ≈0.802
 * ```
 */
export function combineLogits(rule: EnsembleRule, members: readonly ArrayLike<number>[]): Float64Array {
  const { method, weights, intercept } = checkEnsembleRule(rule);
  checkMembers(members, weights.length);
  return Float64Array.from({ length: members[0]!.length }, (_, i) => {
    if (method === 'mean-probability') {
      // ln of the mean of sigmoid(z) and of sigmoid(-z), which stay finite where the sigmoids are 0 or 1.
      const logMean = (sign: number): number => {
        const logs = members.map((logits, m) => Math.log(weights[m]!) - softplus(-sign * logits[i]!));
        const most = Math.max(...logs);
        return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
      };
      return logMean(1) - logMean(-1);
    }
    return members.reduce((sum, logits, m) => sum + weights[m]! * logits[i]!, intercept);
  });
}

/**
 * Checks a rule that may come from a file.
 *
 * @param rule - what came
 * @returns the rule
 * @throws PneumoError `INVALID_ARGUMENT` naming the field that does not fit
 *
 * @example
 * ```ts
 * checkEnsembleRule({ method: 'mean-logit', weights: [0.5, 0.5], intercept: 0 }).method; // 'mean-logit'
 * ```
 */
export function checkEnsembleRule(rule: EnsembleRule): EnsembleRule {
  checkOneOf('method', rule?.method, ensembleMethods);
  if (!Array.isArray(rule.weights) || rule.weights.length === 0) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `weights is ${JSON.stringify(rule.weights)}; expected one weight for each member.`,
    );
  }
  // The logarithm of a mean needs each weight above 0.
  const min = rule.method === 'stacked' ? -1e12 : rule.method === 'mean-probability' ? Number.EPSILON : 0;
  rule.weights.forEach((weight, m) => checkNumber(`weights[${m}]`, weight, { min, max: 1e12 }));
  checkNumber('intercept', rule.intercept);
  return rule;
}

/** Checks that there are as many members as weights, of equally many images. */
export function checkMembers(members: readonly ArrayLike<number>[], expected: number): void {
  if (members.length !== expected) {
    throw new PneumoError(
      'ENSEMBLE_MISMATCH',
      `Logits of ${members.length} members came for ${expected} weights; expected one list a weight.`,
    );
  }
  const other = members.findIndex(({ length }) => length !== members[0]!.length);
  if (other >= 0) {
    throw new PneumoError(
      'ENSEMBLE_MISMATCH',
      `Member ${other} has ${members[other]!.length} logits where member 0 has ${members[0]!.length}; expected the same images.`,
    );
  }
}
