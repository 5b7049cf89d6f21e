import { checkInteger, randomStream } from '@pneumo/core';
import type { Sample } from '../sample.ts';
import { drawFolds } from './drawFolds.ts';
import type { LeftOut, Split } from './split.ts';
import type { SplitOptions } from './splitOptions.ts';
import { poolOf, sortedIds } from './strata.ts';

/** Options of {@link splitNestedKFold}. */
export interface NestedKFoldOptions extends Pick<SplitOptions, 'seed' | 'contentHashes'> {
  /** Number of outer folds, each the test part once; from 2, 5 by default. */
  outerFolds?: number;
  /** Number of inner folds, each the validation part once; from 2, 4 by default. */
  innerFolds?: number;
}

/**
 * Nested, grouped, stratified cross-validation: each outer fold is the test part once, and inside the rest
 * each inner fold validates once. Settings chosen on inner folds and judged on the outer one are not judged
 * on what chose them (Varma and Simon, 2006, "Bias in error estimation when using cross-validation for model
 * selection"). A test set that the data give is left out whole, so that it stays unseen for a last judgement.
 *
 * @param samples - labelled samples; their order does not matter
 * @param options - the seed and the numbers of folds
 * @returns outerFolds · innerFolds splits, named `nested-k-fold`, outer fold by outer fold, with `settings`
 *   `{ outerFold, outerFolds, innerFold, innerFolds }` (folds from 1)
 * @throws PneumoError `TOO_FEW_PATIENTS` when a class has fewer patients than a fold needs; `UNLABELLED`,
 *   `DUPLICATE_SAMPLE`, `ONE_CLASS`; `INVALID_ARGUMENT` for fewer than 2 folds
 *
 * @example
 * ```ts
 * const films = generatePhantom({ seed: 1, patients: 60, size: 32 });
 * const splits = splitNestedKFold(films.samples, { seed: 1, outerFolds: 3, innerFolds: 2 });
 * splits.length; // 6
 * splits[5]!.settings; // { outerFold: 3, outerFolds: 3, innerFold: 2, innerFolds: 2 }
 * ```
 */
export function splitNestedKFold(samples: readonly Sample[], options: NestedKFoldOptions): Split[] {
  const { seed, outerFolds = 5, innerFolds = 4, contentHashes } = options;
  checkInteger('outerFolds', outerFolds, { min: 2 });
  checkInteger('innerFolds', innerFolds, { min: 2 });
  const { pool, test: given } = poolOf(samples);
  const unseen = given.map(({ id, patient }): LeftOut => ({ id, patient, reason: 'given-test' }));
  const outer = drawFolds(pool, outerFolds, randomStream(seed, 'split', 'nested', 'outer'), contentHashes);
  return outer.flatMap((test, o) => {
    const rest = outer.filter((fold) => fold !== test).flat();
    const inner = drawFolds(rest, innerFolds, randomStream(seed, 'split', 'nested', o), contentHashes);
    return inner.map((val, i): Split => ({
      schemaVersion: 1,
      name: 'nested-k-fold',
      seed,
      settings: { outerFold: o + 1, outerFolds, innerFold: i + 1, innerFolds },
      train: sortedIds(inner.filter((fold) => fold !== val).flat()),
      val: sortedIds(val),
      test: sortedIds(test),
      leftOut: unseen,
    }));
  });
}
