import { checkNumber } from '@pneumo/core';

/** What the functions that split take beside the samples. */
export interface SplitOptions {
  /** The seed of the draw. */
  seed: number;
  /** Share of the validation part in what is not test; 0.2 by default. */
  validationFraction?: number;
  /** Share of the test part where the data set gives none; 0.2 by default. */
  testFraction?: number;
  /**
   * Hash of the contents by id. Patients of whom the same picture is there are then kept in one part, as one
   * patient's films are.
   */
  contentHashes?: ReadonlyMap<string, string>;
}

/** The fractions of a split, both known. */
export type SplitFractions = Required<Pick<SplitOptions, 'validationFraction' | 'testFraction'>>;

/**
 * Checks the fractions and fills in their defaults.
 *
 * @param options - what the caller gave
 * @returns both fractions
 */
export function checkFractions(options: SplitOptions): SplitFractions {
  const { validationFraction = 0.2, testFraction = 0.2 } = options;
  checkNumber('validationFraction', validationFraction, { min: 0.001, max: 0.999 });
  checkNumber('testFraction', testFraction, { min: 0.001, max: 0.999 });
  return { validationFraction, testFraction };
}
