/**
 * The logistic function 1 / (1 + e^-x): the probability of PNEUMONIA that a logit stands for.
 * Models give logits; this turns them into probabilities once, at the edge.
 *
 * @param logit - any number, infinities included
 * @returns a probability from 0 to 1; above a logit of about 36.7 it rounds to exactly 1
 *
 * @example
 * ```ts
 * sigmoid(0); // 0.5
 * sigmoid(2); // ≈0.8808
 * ```
 */
export function sigmoid(logit: number): number {
  // Each branch exponentiates a negative number only: nothing overflows, small results keep their digits.
  if (logit >= 0) return 1 / (1 + Math.exp(-logit));
  const odds = Math.exp(logit);
  return odds / (1 + odds);
}
