import { checkProbability, PneumoError } from '@pneumo/core';
import { type BinaryMetrics, binaryMetrics } from './binaryMetrics.ts';
import { checkLabelledProbabilities } from './checkLabelled.ts';

/** What {@link BinaryMetricsAccumulator.result} gives: every figure, and how many examples came. */
export type AccumulatedMetrics = BinaryMetrics & {
  /** Examples seen since the start or the last reset. */
  readonly n: number;
};

/**
 * Collects labels and probabilities batch by batch and gives the figures of all of them together:
 * ratios are formed from totals, never averaged over batches. The order of batches changes nothing.
 *
 * @example
 * ```ts
 * const metrics = new BinaryMetricsAccumulator();
 * metrics.update([0, 1], [0.2, 0.9]);
 * metrics.update([1, 0], [0.4, 0.1]);
 * metrics.result().accuracy; // 0.75
 * ```
 */
export class BinaryMetricsAccumulator {
  /** Probabilities of at least this value are called PNEUMONIA. */
  readonly threshold: number;
  #labels: number[] = [];
  #probabilities: number[] = [];

  /**
   * @param threshold - 0 to 1
   * @throws PneumoError `INVALID_ARGUMENT` when it is not
   */
  constructor(threshold = 0.5) {
    this.threshold = checkProbability('threshold', threshold);
  }

  /**
   * Adds a batch. The values are copied; a batch that is refused leaves everything as it was.
   *
   * @param labels - 0 (NORMAL) or 1 (PNEUMONIA) for every example of the batch
   * @param probabilities - the probability of PNEUMONIA for every example, 0 to 1
   * @throws PneumoError `LENGTH_MISMATCH` or `INVALID_ARGUMENT`
   */
  update(labels: ArrayLike<number>, probabilities: ArrayLike<number>): void {
    checkLabelledProbabilities(labels, probabilities);
    this.#append(labels, probabilities);
  }

  /**
   * The figures of everything added so far. Can be called at any time, more than once.
   *
   * @returns every figure (null where undefined, as all are for no examples) and the count
   */
  result(): AccumulatedMetrics {
    return {
      n: this.#labels.length,
      ...binaryMetrics(this.#labels, this.#probabilities, this.threshold),
    };
  }

  /** Forgets everything that was added. */
  reset(): void {
    this.#labels = [];
    this.#probabilities = [];
  }

  /**
   * Adds everything that another accumulator has seen, such as a worker's; the other stays as it is.
   *
   * @param other - an accumulator with the same threshold
   * @throws PneumoError `INVALID_ARGUMENT` when its threshold differs
   */
  merge(other: BinaryMetricsAccumulator): void {
    if (other.threshold !== this.threshold) {
      throw new PneumoError(
        'INVALID_ARGUMENT',
        `An accumulator with threshold ${other.threshold} came; expected this one's ${this.threshold}.`,
      );
    }
    this.#append(other.#labels, other.#probabilities);
  }

  #append(labels: ArrayLike<number>, probabilities: ArrayLike<number>): void {
    // The length is read first, so that merging an accumulator with itself ends.
    const count = labels.length;
    for (let i = 0; i < count; i++) {
      this.#labels.push(labels[i]!);
      this.#probabilities.push(probabilities[i]!);
    }
  }
}
