import { checkProbability, PneumoError } from '@pneumo/core';

/**
 * What a probability becomes where the disease is more or less frequent than among the images that the probabilities
 * speak of, while films of the sick and of the healthy look as before: its odds change by the ratio of the odds of
 * the prevalences. Ranking stays, and so do sensitivity and specificity where the threshold is moved alike.
 *
 * Saerens, Latinne, Decaestecker, "Adjusting the outputs of a classifier to new a priori probabilities", Neural
 * Computation 14 (2002), equation 2.4; Elkan 2001, theorem 2.
 *
 * @param probability - the probability of PNEUMONIA, 0 to 1
 * @param from - the prevalence that it speaks of, above 0 and below 1: of the training images, or of the validation
 *   images where it was calibrated; 0.5 where class weights made the classes count alike
 * @param to - the prevalence where it is used, above 0 and below 1
 * @returns the probability there
 * @throws PneumoError `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * adjustPrevalence(0.74, 0.74, 0.1); // ≈0.1
 * adjustPrevalence(0.97, 0.74, 0.1); // ≈0.5579
 * ```
 */
export function adjustPrevalence(probability: number, from: number, to: number): number {
  checkProbability('probability', probability);
  checkPrevalence('from', from);
  checkPrevalence('to', to);
  const sick = probability * (to / from);
  const healthy = (1 - probability) * ((1 - to) / (1 - from));
  return sick / (sick + healthy);
}

/**
 * Checks that a prevalence is above 0 and below 1.
 *
 * @param name - the argument's name, for the message
 * @param value - what came
 * @returns the value
 * @throws PneumoError `INVALID_ARGUMENT`
 */
export function checkPrevalence(name: string, value: number): number {
  if (value > 0 && value < 1) return value;
  throw new PneumoError(
    'INVALID_ARGUMENT',
    `${name} is ${String(value)}; expected a prevalence above 0 and below 1, such as 0.1.`,
    { details: { argument: name, value } },
  );
}
