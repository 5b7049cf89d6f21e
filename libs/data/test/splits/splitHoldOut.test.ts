import { checkSplit, type Sample, splitHoldOut } from '@pneumo/data';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { films, sample } from '../support/samples.ts';

/** 30 patients, every third film taken at site B in 2024; patient NORMAL0 has a film at both. */
const samples: Sample[] = [
  ...[...films('NORMAL', 15), ...films('PNEUMONIA', 15)].map((film, i): Sample => ({
    ...film,
    columns: { site: i % 3 === 0 ? 'B' : 'A', date: i % 3 === 0 ? '2024-02-01' : '2023-05-31' },
  })),
  { ...sample('again', 'NORMAL', 'NORMAL0', 'train'), columns: { site: 'A', date: '2023-12-31' } },
];

describe('splitHoldOut', () => {
  it.each([
    { column: 'site', values: ['B'] },
    { column: 'date', from: '2024' },
  ])('tests on what %j names and trains on nobody of it', (choice) => {
    const split = splitHoldOut(samples, { seed: 1, ...choice });
    expect(split.test).toHaveLength(10);
    expect(split.leftOut).toEqual([{ id: 'again', patient: 'NORMAL0', reason: 'patient-in-test' }]);
    expect(checkSplit(split, samples)).toMatchObject({ sharedPatients: [], unassigned: 0 });
  });

  it('leaves a test set that the data give out of training', () => {
    const given: Sample = {
      ...sample('t', 'NORMAL', 't', 'test'),
      columns: { site: 'A', date: '2020-01-01' },
    };
    const split = splitHoldOut([...samples, given], { seed: 1, column: 'site', values: ['B'] });
    expect(split.leftOut.at(-1)).toEqual({ id: 't', patient: 't', reason: 'given-test' });
  });

  it.each([
    [{ column: 'site' }, 'either values or from'],
    [{ column: 'site', values: ['C'] }, 'no value C; it has A, B'],
    [{ column: 'date', from: '1.2.2024' }, 'no date of the form'],
    [{ column: 'site', from: '2024' }, "'A' in the column 'site' is no date"],
    [{ column: 'hospital', values: ['A'] }, "31 samples have no 'hospital'"],
    [{ column: 'date', from: '2030' }, 'too few patients of class NORMAL'],
  ])('refuses %j', async (choice, problem) => {
    const error = await errorOf(() => splitHoldOut(samples, { seed: 1, ...choice }));
    expect(error.message).toContain(problem);
  });
});
