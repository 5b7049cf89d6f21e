import { randomStream } from '@pneumo/core';
import type { Sample } from '../sample.ts';
import { drawGroups } from './drawGroups.ts';
import { partTest } from './partTest.ts';
import type { Split } from './split.ts';
import { checkFractions, type SplitOptions } from './splitOptions.ts';
import { sortedIds } from './strata.ts';

/**
 * The default split: all films of a patient stand in one part. Validation takes the given fraction of
 * the images that are not test, stratified by class and, where the column `subtype` says so, by bacteria
 * and virus, as nearly as whole patients allow. A given test set stays as it is, and films for training
 * whose patient also stands in it are left out and named; where there is none, patients are drawn for one first.
 * With `contentHashes`, patients of whom the same picture is there count as one.
 *
 * @param samples - labelled samples; their order does not matter
 * @param options - the seed and the fractions
 * @returns the split, named `patient`
 * @throws PneumoError `TOO_FEW_PATIENTS` when a part would lack a class; `UNLABELLED`, `DUPLICATE_SAMPLE`,
 *   `ONE_CLASS`; `INVALID_ARGUMENT` for a fraction outside 0 to 1
 *
 * @example
 * ```ts
 * const films = Array.from({ length: 20 }, (_, i): Sample => ({
 *   id: `${i}.png`, label: i < 10 ? 'NORMAL' : 'PNEUMONIA', patient: `p${i >> 1}`, source: 'demo', split: 'train',
 * }));
 * const test: Sample = { id: 't.png', label: 'NORMAL', patient: 'p0', source: 'demo', split: 'test' };
 * const split = splitByPatient([...films, test], { seed: 1 });
 * [split.train.length, split.val.length, split.leftOut.length]; // [14, 4, 2]
 * ```
 */
export function splitByPatient(samples: readonly Sample[], options: SplitOptions): Split {
  const { seed } = options;
  const { validationFraction, testFraction } = checkFractions(options);
  const { test, rest, leftOut } = partTest(samples, testFraction, 'patient', options);
  const val = drawGroups(
    rest,
    validationFraction,
    randomStream(seed, 'split', 'patient', 'val'),
    'val',
    options.contentHashes,
  );
  return {
    schemaVersion: 1,
    name: 'patient',
    seed,
    train: sortedIds(val.rest),
    val: sortedIds(val.drawn),
    test: sortedIds(test),
    leftOut,
  };
}
