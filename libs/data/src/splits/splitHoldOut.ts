import { PneumoError, randomStream } from '@pneumo/core';
import type { Sample } from '../sample.ts';
import { drawGroups, tooFew } from './drawGroups.ts';
import { setAside } from './setAside.ts';
import type { LeftOut, Split } from './split.ts';
import { checkFractions, type SplitOptions } from './splitOptions.ts';
import { poolOf, sortedIds } from './strata.ts';

/** Options of {@link splitHoldOut}: a site, or a date. */
export interface HoldOutOptions extends Omit<SplitOptions, 'testFraction'> {
  /** The samples' column that decides; `source` is the data set they come from. */
  column: string;
  /** The values that test, such as the names of hospitals. Give these or `from`. */
  values?: readonly string[];
  /** The first date that tests, as `2024`, `2024-05` or `2024-05-31`; the column holds dates of this form. */
  from?: string;
}

/**
 * Tests on another site or on later films: whether a model works where, or when, it was not made. Whatever
 * shows a patient of the test part is left out of training. A test set that the data give is never trained
 * on: what of it is not held out is left out.
 *
 * @param samples - labelled samples that have the column; their order does not matter
 * @param options - the column, what tests, the seed
 * @returns the split, named `hold-out`
 * @throws PneumoError `INVALID_ARGUMENT` when neither or both of `values` and `from` are given, a value is
 *   unknown or a date malformed; `COLUMN_MISSING` naming samples without the column; `TOO_FEW_PATIENTS`;
 *   `UNLABELLED`, `DUPLICATE_SAMPLE`, `ONE_CLASS`
 *
 * @example
 * ```ts
 * const films = Array.from({ length: 40 }, (_, i): Sample => ({
 *   id: `${i}.png`, label: i % 2 ? 'NORMAL' : 'PNEUMONIA', patient: `p${i}`, source: 'demo',
 *   columns: { date: i < 30 ? '2023-11-02' : '2024-01-15' },
 * }));
 * const split = splitHoldOut(films, { seed: 1, column: 'date', from: '2024' });
 * [split.train.length, split.val.length, split.test.length]; // [24, 6, 10]
 * ```
 */
export function splitHoldOut(samples: readonly Sample[], options: HoldOutOptions): Split {
  const { seed, column, values, from, contentHashes } = options;
  const { validationFraction } = checkFractions(options);
  const { pool, test: given } = poolOf(samples);
  const holds = heldOut([...pool, ...given], options);
  const test = [...pool, ...given].filter(holds);
  for (const label of ['NORMAL', 'PNEUMONIA'])
    if (!test.some((sample) => sample.label === label)) throw tooFew(label, 'test');
  const { free, leftOut } = setAside(
    pool.filter((sample) => !holds(sample)),
    test,
    contentHashes,
  );
  const unseen = given
    .filter((sample) => !holds(sample))
    .map(({ id, patient }): LeftOut => ({ id, patient, reason: 'given-test' }));
  const random = randomStream(seed, 'split', 'hold-out', 'val');
  const val = drawGroups(free, validationFraction, random, 'val', contentHashes);
  return {
    schemaVersion: 1,
    name: 'hold-out',
    seed,
    settings: { column, ...(from === undefined ? { values: values!.join(';') } : { from }) },
    train: sortedIds(val.rest),
    val: sortedIds(val.drawn),
    test: sortedIds(test),
    leftOut: [...leftOut, ...unseen],
  };
}

const DATE = /^\d{4}(-\d{2}(-\d{2})?)?$/;

function heldOut(
  samples: readonly Sample[],
  { column, values, from }: HoldOutOptions,
): (sample: Sample) => boolean {
  const valueOf = (sample: Sample): string =>
    (column === 'source' ? sample.source : sample.columns?.[column]) ?? '';
  const without = samples.filter((sample) => valueOf(sample) === '');
  if (without.length > 0) {
    throw new PneumoError(
      'COLUMN_MISSING',
      `${without.length} samples have no '${column}', the first ${without[0]!.id}; expected a value for each. Read the samples with a table that has this column.`,
      { details: { column, ids: without.map(({ id }) => id) } },
    );
  }
  if ((values === undefined) === (from === undefined))
    throw invalid('Expected either values or from to say what tests');
  if (values !== undefined) {
    const known = new Set(samples.map(valueOf));
    const unknown = values.filter((value) => !known.has(value));
    if (values.length === 0 || unknown.length > 0) {
      throw invalid(
        `The column '${column}' has no value ${unknown.join(', ') || '(none was given)'}; it has ${[...known].sort().slice(0, 20).join(', ')}`,
      );
    }
    return (sample) => values.includes(valueOf(sample));
  }
  const strange = [from!, ...samples.map(valueOf)].find((date) => !DATE.test(date));
  if (strange !== undefined)
    throw invalid(`'${strange}' in the column '${column}' is no date of the form 2024-05-31`);
  // Dates of this form are in order when their text is.
  return (sample) => valueOf(sample) >= from!;
}

function invalid(problem: string): PneumoError {
  return new PneumoError('INVALID_ARGUMENT', `${problem}.`);
}
