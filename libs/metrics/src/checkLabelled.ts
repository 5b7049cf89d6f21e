import { checkSameLength, PneumoError } from '@pneumo/core';

/**
 * Checks labels and scores that came from outside: equally long, labels 0 or 1, scores finite.
 * Called once at each public edge; what lies inside trusts its input.
 *
 * @param labels - 0 (NORMAL) or 1 (PNEUMONIA) for every example
 * @param scores - one finite score for every example
 * @param scoreName - what the scores are called in messages
 * @throws PneumoError `LENGTH_MISMATCH` or `INVALID_ARGUMENT`, naming the place and the value
 */
export function checkLabelled(labels: ArrayLike<number>, scores: ArrayLike<number>, scoreName: string): void {
  checkSameLength('labels', labels, scoreName, scores);
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== 0 && labels[i] !== 1) {
      throw new PneumoError(
        'INVALID_ARGUMENT',
        `labels[${i}] is ${String(labels[i])}; expected 0 (NORMAL) or 1 (PNEUMONIA).`,
        { details: { argument: 'labels', index: i, value: labels[i] } },
      );
    }
    if (!Number.isFinite(scores[i])) {
      throw new PneumoError(
        'INVALID_ARGUMENT',
        `${scoreName}[${i}] is ${String(scores[i])}; expected a finite number.`,
        { details: { argument: scoreName, index: i, value: scores[i] } },
      );
    }
  }
}

/**
 * Checks labels and probabilities: as {@link checkLabelled}, and every probability from 0 to 1.
 *
 * @param labels - 0 or 1 for every example
 * @param probabilities - the probability of PNEUMONIA for every example
 * @throws PneumoError `LENGTH_MISMATCH` or `INVALID_ARGUMENT`, naming the place and the value
 */
export function checkLabelledProbabilities(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): void {
  checkLabelled(labels, probabilities, 'probabilities');
  for (let i = 0; i < probabilities.length; i++) {
    if (probabilities[i]! < 0 || probabilities[i]! > 1) {
      throw new PneumoError(
        'INVALID_ARGUMENT',
        `probabilities[${i}] is ${probabilities[i]}; expected a number from 0 to 1 (apply sigmoid to logits first).`,
        { details: { argument: 'probabilities', index: i, value: probabilities[i] } },
      );
    }
  }
}
