import { checkSplit, type Split, splitStudy } from '@pneumo/data';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { sample } from '../support/samples.ts';

const samples = [
  sample('a', 'NORMAL', 'p1'),
  sample('b', 'NORMAL', 'p1'),
  sample('c', 'PNEUMONIA', 'p2'),
  sample('d', 'PNEUMONIA', 'p3'),
  sample('t', 'PNEUMONIA', 'p4', 'test'),
];
const split = (parts: Partial<Split>): Split => ({
  schemaVersion: 1,
  name: 'patient',
  seed: 1,
  train: ['a', 'b'],
  val: ['c'],
  test: ['t'],
  leftOut: [],
  ...parts,
});

describe('checkSplit', () => {
  it('counts images and patients of each part and what no part mentions', () => {
    expect(checkSplit(split({}), samples)).toEqual({
      counts: {
        train: { NORMAL: 2, PNEUMONIA: 0 },
        val: { NORMAL: 0, PNEUMONIA: 1 },
        test: { NORMAL: 0, PNEUMONIA: 1 },
      },
      patients: { train: 1, val: 1, test: 1 },
      sharedPatients: [],
      sharedDuplicates: [],
      sharedImages: 0,
      unassigned: 1,
    });
  });

  it.each<[Partial<Split>, string]>([
    [{ val: ['x'] }, '1 ids are not among the samples: x'],
    [{ val: ['a'] }, '1 ids stand twice: a'],
    [{ leftOut: [{ id: 'a', patient: 'p1', reason: 'patient-in-test' }] }, '1 ids stand twice: a'],
    [{ train: ['a'], val: ['b'] }, '1 patients stand in more than one part: p1'],
    [{ train: ['a', 't'], test: [] }, 'of the given test set stand in train or val: t'],
  ])('refuses %j', async (parts, problem) => {
    const error = await errorOf(() => checkSplit(split(parts), samples));
    expect(error.code).toBe('INVALID_SPLIT');
    expect(error.message).toContain(problem);
  });

  it('counts shared patients of a split by image instead of refusing them', () => {
    const { sharedPatients, sharedImages } = checkSplit(
      split({ name: 'study', train: ['a'], val: ['b'] }),
      samples,
    );
    expect([sharedPatients, sharedImages]).toEqual([['p1'], 2]);
    const study = splitStudy(samples, { seed: 1, validationFraction: 0.5 });
    expect(checkSplit(study, samples).unassigned).toBe(0);
  });

  it('refuses exact duplicates across parts by name, or counts them where leaks are allowed', async () => {
    const contentHashes = new Map([
      ['a', 'one'],
      ['c', 'two'],
      ['t', 'two'],
    ]);
    const error = await errorOf(() => checkSplit(split({}), samples, { contentHashes }));
    expect(error.message).toContain('1 pictures stand in more than one part under different names: c = t');
    const check = checkSplit(split({}), samples, { contentHashes, allowLeaks: true });
    expect(check.sharedDuplicates).toEqual([['c', 't']]);
  });
});
