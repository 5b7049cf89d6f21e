/**
 * Examples ordered by score, from the lowest up, with equal scores in one group. The one sort that
 * AUROC, average precision, the ROC curve and every bootstrap resample share.
 */
export interface RankedScores {
  /** Places of the examples in the original lists, lowest score first; among equals NORMAL first. */
  readonly order: Uint32Array;
  /** Where each group of equal scores starts in `order`, and at the end `order.length`. */
  readonly groupStarts: Uint32Array;
}

/**
 * Sorts examples by score and finds the groups of ties.
 *
 * @param labels - 0 or 1 for every example
 * @param scores - one finite score for every example
 * @returns the order and the groups
 */
export function rankScores(labels: ArrayLike<number>, scores: ArrayLike<number>): RankedScores {
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i);
  // The label breaks ties so that the order of the rows changes no sum, not even in its last bit.
  order.sort((a, b) => scores[a]! - scores[b]! || labels[a]! - labels[b]!);
  const starts: number[] = [];
  for (let i = 0; i < order.length; i++) {
    if (i === 0 || scores[order[i]!] !== scores[order[i - 1]!]) starts.push(i);
  }
  starts.push(order.length);
  return { order, groupStarts: Uint32Array.from(starts) };
}
