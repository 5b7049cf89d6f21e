import { checkInteger, PneumoError } from '@pneumo/core';

/** How many values lie where. */
export interface Histogram {
  /** The smallest value. */
  readonly min: number;
  /** The largest value. */
  readonly max: number;
  /** Number of values. */
  readonly count: number;
  /** Sum of the values. */
  readonly sum: number;
  /** Sum of their squares. */
  readonly sumOfSquares: number;
  /** Upper end of each bucket, rising; the first begins at `min`, the last ends at `max`. */
  readonly limits: readonly number[];
  /** Values in each bucket; one that lies on a limit belongs to the bucket above it, `max` to the last. */
  readonly counts: readonly number[];
}

/**
 * Counts values in buckets of one width from the smallest to the largest, as TensorBoard's own histograms do.
 *
 * @param values - at least one, all finite
 * @param buckets - how many, at least 1; 30 by default, as in TensorBoard. One where all values are equal
 * @returns the histogram
 * @throws PneumoError `INVALID_ARGUMENT` for no values or one that is not finite
 *
 * @example
 * ```ts
 * const { limits, counts } = histogram([0, 1, 2, 4], 4);
 * limits; // [1, 2, 3, 4]
 * counts; // [1, 1, 1, 1]
 * ```
 */
export function histogram(values: ArrayLike<number>, buckets = 30): Histogram {
  checkInteger('buckets', buckets, { min: 1 });
  const { length } = values;
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let sumOfSquares = 0;
  for (let i = 0; i < length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
    sumOfSquares += value * value;
  }
  if (length === 0 || !Number.isFinite(sumOfSquares)) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `histogram() got ${length} values${length === 0 ? '' : ', of which some are not finite'}; expected finite numbers, at least one.`,
    );
  }
  const size = min === max ? 1 : buckets;
  const counts = Array.from({ length: size }, () => 0);
  const scale = min === max ? 0 : size / (max - min);
  for (let i = 0; i < length; i++) {
    const bucket = Math.min(size - 1, Math.floor((values[i]! - min) * scale));
    counts[bucket] = counts[bucket]! + 1;
  }
  const limits = counts.map((_, i) => (i === size - 1 ? max : min + ((i + 1) * (max - min)) / size));
  return { min, max, count: length, sum, sumOfSquares, limits, counts };
}
