import { checkInteger, randomStream, type RandomStream } from '@pneumo/core';
import { compareIds } from '../compareIds.ts';
import type { Sample } from '../sample.ts';
import { tooFew } from './drawGroups.ts';
import { type LeakGroup, leakGroups } from './leakGroups.ts';
import { partTest } from './partTest.ts';
import type { Split } from './split.ts';
import { checkFractions, type SplitOptions } from './splitOptions.ts';
import { sortedIds } from './strata.ts';

/** Options of {@link splitBootstrap}. */
export interface BootstrapOptions extends Omit<SplitOptions, 'validationFraction'> {
  /** Number of draws, from 1; 10 by default. */
  repeats?: number;
}

/**
 * Bootstrap over patients: for each repeat as many patients as there are, drawn with replacement within the
 * kinds of patient (NORMAL, PNEUMONIA, both), train, each as often as it was drawn, and the patients that were
 * never drawn (about 37 %) validate (Efron and Tibshirani, 1997, "Improvements on cross-validation: the .632+
 * bootstrap method"). The test part is the same in all: the given one, else drawn by patient.
 *
 * @param samples - labelled samples; their order does not matter
 * @param options - the seed and the number of repeats
 * @returns one split a repeat, named `bootstrap`, with `settings` `{ repeat, repeats }` (repeat from 1); ids
 *   stand in `train` as often as they were drawn
 * @throws PneumoError `TOO_FEW_PATIENTS` when a draw leaves no patient of a class to validate on;
 *   `UNLABELLED`, `DUPLICATE_SAMPLE`, `ONE_CLASS`
 *
 * @example
 * ```ts
 * const films = generatePhantom({ seed: 1, patients: 40, size: 32 });
 * const [first] = splitBootstrap(films.samples, { seed: 1, repeats: 2 });
 * first!.train.length > new Set(first!.train).size; // true
 * first!.val.some((id) => first!.train.includes(id)); // false
 * ```
 */
export function splitBootstrap(samples: readonly Sample[], options: BootstrapOptions): Split[] {
  const { seed, repeats = 10, contentHashes } = options;
  checkInteger('repeats', repeats, { min: 1 });
  const { testFraction } = checkFractions(options);
  const { test, rest, leftOut } = partTest(samples, testFraction, 'bootstrap', options);
  const kinds = [...groupsByKind(leakGroups(rest, contentHashes)).values()];
  return Array.from({ length: repeats }, (_, repeat): Split => {
    const drawn = drawWithReplacement(kinds, randomStream(seed, 'split', 'bootstrap', repeat));
    const inBag = new Set(drawn);
    const outOfBag = kinds
      .flat()
      .filter((group) => !inBag.has(group))
      .flatMap((group) => group.samples);
    for (const label of ['NORMAL', 'PNEUMONIA'])
      if (!outOfBag.some((sample) => sample.label === label)) throw tooFew(label, 'val');
    return {
      schemaVersion: 1,
      name: 'bootstrap',
      seed,
      settings: { repeat: repeat + 1, repeats },
      train: sortedIds(drawn.flatMap((group) => group.samples)),
      val: sortedIds(outOfBag),
      test: sortedIds(test),
      leftOut,
    };
  });
}

function drawWithReplacement(kinds: readonly LeakGroup[][], random: RandomStream): LeakGroup[] {
  return kinds.flatMap((groups) => groups.map(() => groups[random.integer(groups.length)]!));
}

/** Groups by the classes that they hold, so that every draw has as many of each kind. */
function groupsByKind(groups: readonly LeakGroup[]): Map<string, LeakGroup[]> {
  const kinds = new Map<string, LeakGroup[]>();
  for (const group of groups) {
    const kind = [...new Set(group.samples.map(({ label }) => label!))].sort(compareIds).join();
    const alike = kinds.get(kind);
    if (alike) alike.push(group);
    else kinds.set(kind, [group]);
  }
  return new Map([...kinds].sort(([a], [b]) => compareIds(a, b)));
}
