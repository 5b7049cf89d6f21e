/**
 * Whether a resample still has every class that the data has; without one, figures of it are undefined.
 *
 * @param labels - 0 or 1 for every example
 * @param weights - how often each counts
 * @returns false where a class of the data counts nowhere
 */
export function keepsClasses(labels: Uint8Array, weights: ArrayLike<number>): boolean {
  const inData = [false, false];
  const drawn = [false, false];
  for (let i = 0; i < labels.length; i++) {
    inData[labels[i]!] = true;
    if (weights[i]! > 0) drawn[labels[i]!] = true;
  }
  return inData.every((there, label) => !there || drawn[label]!);
}
