/**
 * How features are kept: exactly, or rounded to half precision in half the space, with a relative error of at most 2^-11;
 * below 2^-14 in size, where half precision has fewer digits, with an error of at most 2^-25.
 */
export type FeaturePrecision = 'float32' | 'float16';

/** Features of samples, computed once: what the frozen beginning of a network gives for each. */
export interface FeatureStore {
  /** The samples, in the order of the rows. */
  readonly ids: readonly string[];
  /** Rows, columns and channels of one sample's features. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** How many samples have their features already, counted from the first. */
  readonly filled: number;
  /**
   * Adds the features of the samples that follow those which are there, and keeps them.
   *
   * @param values - of one or more samples, row-major, one after the other
   * @throws PneumoError `FEATURES_NOT_FINITE` naming a sample whose features are NaN, or too large for the precision
   */
  append(values: Float32Array): Promise<void>;
  /**
   * The features of samples.
   *
   * @param ids - any of the store's, in any order
   * @returns one after the other, the caller's
   * @throws PneumoError `UNKNOWN_SAMPLE` for a sample that has none yet
   */
  read(ids: readonly string[]): Promise<Float32Array>;
}
