import type { Prediction } from './prediction.ts';

/**
 * The rows in the order of their ids.
 *
 * @param predictions - rows in any order
 * @returns the same rows, sorted by UTF-16 code units
 */
export function sortedById(predictions: readonly Prediction[]): Prediction[] {
  return predictions.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
