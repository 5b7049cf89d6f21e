import { PneumoError } from '@pneumo/core';

/** A factor for the loss of each class. */
export interface ClassWeights {
  /** For label 0, NORMAL. */
  negative: number;
  /** For label 1, PNEUMONIA. */
  positive: number;
}

/**
 * Weights that let both classes count alike, n / (2 n_c) for class c: the mean weight of the samples is 1.
 * (scikit-learn's `class_weight='balanced'`; King and Zeng, "Logistic regression in rare events data", 2001.)
 *
 * @param labels - labels of the training samples, 0 or 1
 * @returns both weights
 * @throws PneumoError `INVALID_ARGUMENT` for any other label, `ONE_CLASS` when a class is missing
 *
 * @example
 * ```ts
 * classWeights([0, 1, 1, 1]); // { negative: 2, positive: 0.6666667 }
 * ```
 */
export function classWeights(labels: ArrayLike<number>): ClassWeights {
  let positive = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (label !== 0 && label !== 1) {
      throw new PneumoError('INVALID_ARGUMENT', `labels[${i}] is ${String(label)}; expected 0 or 1.`);
    }
    positive += label;
  }
  const negative = labels.length - positive;
  if (positive === 0 || negative === 0) {
    throw new PneumoError(
      'ONE_CLASS',
      `Of ${labels.length} labels ${positive} are 1; class weights need both classes.`,
    );
  }
  return { negative: labels.length / (2 * negative), positive: labels.length / (2 * positive) };
}
