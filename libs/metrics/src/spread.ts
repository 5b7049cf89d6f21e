import { PneumoError } from '@pneumo/core';

/** Mean and spread of one figure over repeated runs. */
export interface Spread {
  /** Arithmetic mean. */
  readonly mean: number;
  /** Standard deviation of the sample (divided by n - 1); null for a single value. */
  readonly standardDeviation: number | null;
  /** The smallest value. */
  readonly min: number;
  /** The largest value. */
  readonly max: number;
  /** Number of values. */
  readonly n: number;
}

/**
 * Mean, standard deviation and range of a figure over repeated runs, such as one with each of several seeds. It
 * says how far chance in training moves a figure; how far other patients would move it, an interval of
 * {@link evaluatePredictions} says.
 *
 * @param values - one value a run, at least one, all finite
 * @returns the figures of the spread
 * @throws PneumoError `INVALID_ARGUMENT` for no values, or one that is not finite
 *
 * @example
 * ```ts
 * spread([0.96, 0.97, 0.98]); // { mean: 0.97, standardDeviation: 0.01, min: 0.96, max: 0.98, n: 3 }
 * ```
 */
export function spread(values: readonly number[]): Spread {
  const wrong = values.find((value) => !Number.isFinite(value));
  if (values.length === 0 || wrong !== undefined) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `spread() got ${values.length === 0 ? 'no values' : `the value ${String(wrong)}`}; expected finite numbers, one a run. Leave out runs whose figure is not defined.`,
    );
  }
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  // Two passes: the sum of squares minus the square of the sum loses the digits that differ.
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    standardDeviation: n === 1 ? null : Math.sqrt(squares / (n - 1)),
    min: Math.min(...values),
    max: Math.max(...values),
    n,
  };
}
