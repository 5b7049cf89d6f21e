import { checkProbability, PneumoError } from '@pneumo/core';
import { adjustPrevalence, checkPrevalence } from './adjustPrevalence.ts';

/**
 * How frequent PNEUMONIA is among images without labels, from what a calibrated model says of them: the prevalence
 * of the greatest likelihood, by expectation maximisation. It trusts that films of the sick and of the healthy look
 * as those that the model knows; a new machine breaks this, and the estimate with it.
 *
 * Saerens, Latinne, Decaestecker 2002, equations 2.8 and 2.9.
 *
 * @param probabilities - the model's probabilities of PNEUMONIA, 0 to 1, at least one
 * @param from - the prevalence that they speak of, above 0 and below 1
 * @returns the prevalence, 0 to 1
 * @throws PneumoError `NO_DATA` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * estimatePrevalence([0.9, 0.4, 0.2, 0.3, 0.1], 0.5); // ≈0.2095
 * ```
 */
export function estimatePrevalence(probabilities: ArrayLike<number>, from: number): number {
  checkPrevalence('from', from);
  if (probabilities.length === 0)
    throw new PneumoError('NO_DATA', 'There are no probabilities to estimate a prevalence from.');
  const given = Array.from(probabilities, (probability, i) =>
    checkProbability(`probabilities[${i}]`, probability),
  );
  let prevalence = from;
  for (let iteration = 0; iteration < 100_000; iteration++) {
    const mean =
      given.reduce((sum, probability) => sum + adjustPrevalence(probability, from, prevalence), 0) /
      given.length;
    const moved = Math.abs(mean - prevalence);
    prevalence = Math.min(1, mean);
    // At 0 and 1 the likelihood has its end: nothing moves any more.
    if (moved < 1e-12 || prevalence < 1e-12 || prevalence > 1 - 1e-12) break;
  }
  return prevalence;
}
