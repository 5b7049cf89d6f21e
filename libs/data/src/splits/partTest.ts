import { randomStream } from '@pneumo/core';
import type { Sample } from '../sample.ts';
import { drawGroups } from './drawGroups.ts';
import { setAside } from './setAside.ts';
import type { LeftOut } from './split.ts';
import type { SplitOptions } from './splitOptions.ts';
import { poolOf } from './strata.ts';

/**
 * The test part of a split by patient: the given one, else drawn; and what may be trained on beside it.
 *
 * @param samples - the data set
 * @param testFraction - share to draw where no test set is given
 * @param name - name of the split, part of the draw's key
 * @param options - the seed and the contents
 * @returns the test set, the samples for training and validation, and those that its patients cost
 */
export function partTest(
  samples: readonly Sample[],
  testFraction: number,
  name: string,
  { seed, contentHashes }: SplitOptions,
): { test: Sample[]; rest: Sample[]; leftOut: LeftOut[] } {
  const { pool, test } = poolOf(samples);
  if (test.length > 0) {
    const { free, leftOut } = setAside(pool, test, contentHashes);
    return { test, rest: free, leftOut };
  }
  const random = randomStream(seed, 'split', name, 'test');
  const { drawn, rest } = drawGroups(pool, testFraction, random, 'test', contentHashes);
  return { test: drawn, rest, leftOut: [] };
}
