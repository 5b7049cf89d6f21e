import { PneumoError } from '@pneumo/core';
import { compareIds } from '../compareIds.ts';
import { binaryLabel, type Sample } from '../sample.ts';

/** Samples that may be split, and the test set that the data set gives. */
export interface Pool {
  /** Everything else, sorted by id, so that the order in which files were read changes no draw. */
  pool: Sample[];
  /** The samples that the data set itself calls test. */
  test: Sample[];
}

/**
 * Parts the given test set from the rest and checks what every split needs.
 *
 * @param samples - the data set
 * @returns both, sorted by id
 * @throws PneumoError `DUPLICATE_SAMPLE`, `UNLABELLED`, or `ONE_CLASS` when the rest lacks a class
 */
export function poolOf(samples: readonly Sample[]): Pool {
  const seen = new Set<string>();
  const classes = new Set<number>();
  for (const sample of samples) {
    if (seen.has(sample.id)) {
      throw new PneumoError(
        'DUPLICATE_SAMPLE',
        `${sample.id} stands twice among the samples; expected every id once.`,
      );
    }
    seen.add(sample.id);
    const label = binaryLabel(sample);
    if (sample.split !== 'test') classes.add(label);
  }
  if (classes.size < 2) {
    const has =
      classes.size === 0 ? 'neither NORMAL nor PNEUMONIA' : classes.has(1) ? 'PNEUMONIA only' : 'NORMAL only';
    throw new PneumoError('ONE_CLASS', `Outside the test set there is ${has}; a split needs both classes.`);
  }
  const sorted = samples.toSorted((a, b) => compareIds(a.id, b.id));
  return {
    pool: sorted.filter(({ split }) => split !== 'test'),
    test: sorted.filter(({ split }) => split === 'test'),
  };
}

/**
 * The samples by class.
 *
 * @param samples - labelled samples
 * @param keyOf - the stratum of a sample; by default its label
 * @returns stratum to its samples, the strata in the order of their names
 */
export function strata(
  samples: readonly Sample[],
  keyOf: (sample: Sample) => string = labelOf,
): Map<string, Sample[]> {
  const result = new Map<string, Sample[]>();
  for (const sample of samples) {
    const key = keyOf(sample);
    const stratum = result.get(key);
    if (stratum) stratum.push(sample);
    else result.set(key, [sample]);
  }
  return new Map([...result].sort(([a], [b]) => compareIds(a, b)));
}

/** A sample's label as the name of its stratum. */
const labelOf = (sample: Sample): string => sample.label!;

/**
 * Shares a total among groups in proportion to their sizes, in whole numbers (Hamilton's method of
 * largest remainders; scikit-learn's stratified splits do the same). Ties go to the earlier group.
 *
 * @param sizes - sizes of the groups
 * @param total - what to share, at most the sum of the sizes
 * @returns one share a group; their sum is `total`
 */
export function largestRemainders(sizes: readonly number[], total: number): number[] {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  const exact = sizes.map((size) => (all === 0 ? 0 : (size * total) / all));
  const shares = exact.map(Math.floor);
  const left = total - shares.reduce((sum, share) => sum + share, 0);
  const order = exact
    .map((value, group) => ({ rest: value - Math.floor(value), group }))
    .sort((a, b) => b.rest - a.rest || a.group - b.group);
  for (const { group } of order.slice(0, left)) shares[group]!++;
  return shares;
}

/**
 * How many samples a fraction is: rounded up, as scikit-learn's `test_size` is, so that 20 % of 5,232 are 1,047.
 *
 * @param count - all samples
 * @param fraction - from 0 to 1
 * @returns a whole number
 */
export function fractionOf(count: number, fraction: number): number {
  // 0.2 * 5 is 1 exactly, 0.1 * 30 is 3.0000000000000004: the last bits must not add a sample.
  return Math.ceil(count * fraction - 1e-9);
}

/**
 * The ids of samples, sorted.
 *
 * @param samples - samples
 * @returns their ids
 */
export function sortedIds(samples: readonly Sample[]): string[] {
  return samples.map(({ id }) => id).sort(compareIds);
}
