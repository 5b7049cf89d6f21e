import { checkInteger, randomStream } from '@pneumo/core';
import type { Sample } from '../sample.ts';
import { drawFolds } from './drawFolds.ts';
import { partTest } from './partTest.ts';
import type { Split } from './split.ts';
import { checkFractions, type SplitOptions } from './splitOptions.ts';
import { sortedIds } from './strata.ts';

/** Options of {@link splitKFold}. */
export interface KFoldOptions extends Omit<SplitOptions, 'validationFraction'> {
  /** Number of folds, from 2; 5 by default. */
  folds?: number;
}

/**
 * Grouped, stratified k-fold cross-validation: each patient validates in exactly one of the splits and trains
 * in the others. The test part is the same in all: the given one, else drawn by patient.
 *
 * @param samples - labelled samples; their order does not matter
 * @param options - the seed and the number of folds
 * @returns one split a fold, named `k-fold`, with `settings` `{ fold, folds }` (fold from 1)
 * @throws PneumoError `TOO_FEW_PATIENTS` when a class has fewer patients than folds; `UNLABELLED`,
 *   `DUPLICATE_SAMPLE`, `ONE_CLASS`; `INVALID_ARGUMENT` for fewer than 2 folds
 *
 * @example
 * ```ts
 * const films = generatePhantom({ seed: 1, patients: 30, size: 32 });
 * const splits = splitKFold(films.samples, { seed: 1, folds: 3 });
 * const validated = splits.flatMap(({ val }) => val);
 * new Set(validated).size === splits[0]!.train.length + splits[0]!.val.length; // true
 * ```
 */
export function splitKFold(samples: readonly Sample[], options: KFoldOptions): Split[] {
  const { seed, folds = 5, contentHashes } = options;
  checkInteger('folds', folds, { min: 2 });
  const { testFraction } = checkFractions(options);
  const { test, rest, leftOut } = partTest(samples, testFraction, 'k-fold', options);
  const parts = drawFolds(rest, folds, randomStream(seed, 'split', 'k-fold'), contentHashes);
  return parts.map((val, fold) => ({
    schemaVersion: 1,
    name: 'k-fold',
    seed,
    settings: { fold: fold + 1, folds },
    train: sortedIds(parts.filter((part) => part !== val).flat()),
    val: sortedIds(val),
    test: sortedIds(test),
    leftOut,
  }));
}
