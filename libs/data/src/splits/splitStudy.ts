import { randomStream, type RandomStream } from '@pneumo/core';
import type { Sample } from '../sample.ts';
import type { Split } from './split.ts';
import { checkFractions, type SplitOptions } from './splitOptions.ts';
import { fractionOf, largestRemainders, poolOf, sortedIds, strata } from './strata.ts';

/**
 * The study's split: train and val of the data set merged and parted again, 80:20, stratified by class
 * and image by image. Films of one child then stand on both sides, which flatters the validation figures:
 * it is here for comparison, {@link splitByPatient} is the one to use. A given test set stays as it is;
 * where there is none, a part of the images is drawn as one.
 *
 * On the Chest X-Ray Pneumonia set it trains on 4,185 images (1,079 NORMAL, 3,106 PNEUMONIA) and
 * validates on 1,047.
 *
 * @param samples - labelled samples; their order does not matter
 * @param options - the seed and the fractions
 * @returns the split, named `study`
 * @throws PneumoError `UNLABELLED`, `DUPLICATE_SAMPLE`, `ONE_CLASS`; `INVALID_ARGUMENT` for a fraction outside 0 to 1
 *
 * @example
 * ```ts
 * const films = Array.from({ length: 10 }, (_, i): Sample => ({
 *   id: `${i}.png`, label: i < 5 ? 'NORMAL' : 'PNEUMONIA', patient: `${i}`, source: 'demo', split: 'train',
 * }));
 * const split = splitStudy([...films, { ...films[0]!, id: 't.png', split: 'test' }], { seed: 1 });
 * [split.train.length, split.val.length, split.test.length]; // [8, 2, 1]
 * ```
 */
export function splitStudy(samples: readonly Sample[], options: SplitOptions): Split {
  const { seed } = options;
  const { validationFraction, testFraction } = checkFractions(options);
  const { pool, test: given } = poolOf(samples);
  const test =
    given.length > 0
      ? { drawn: given, rest: pool }
      : drawImages(pool, testFraction, randomStream(seed, 'split', 'study', 'test'));
  const val = drawImages(test.rest, validationFraction, randomStream(seed, 'split', 'study', 'val'));
  return {
    schemaVersion: 1,
    name: 'study',
    seed,
    train: sortedIds(val.rest),
    val: sortedIds(val.drawn),
    test: sortedIds(test.drawn),
    leftOut: [],
  };
}

function drawImages(
  pool: readonly Sample[],
  fraction: number,
  random: RandomStream,
): { drawn: Sample[]; rest: Sample[] } {
  const groups = [...strata(pool).values()];
  const shares = largestRemainders(
    groups.map(({ length }) => length),
    fractionOf(pool.length, fraction),
  );
  const shuffled = groups.map((group) => random.shuffle(group));
  return {
    drawn: shuffled.flatMap((group, i) => group.slice(0, shares[i]!)),
    rest: shuffled.flatMap((group, i) => group.slice(shares[i]!)),
  };
}
