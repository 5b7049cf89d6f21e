import { checkSplit, splitKFold, splitNestedKFold } from '@pneumo/data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { dataSets, films, sample } from '../support/samples.ts';

describe('splitKFold', () => {
  it('validates every sample outside the test set once, by patient, in an order-free draw', () => {
    fc.assert(
      fc.property(dataSets, fc.nat(), (samples, seed) => {
        const options = { seed, folds: 2 };
        const splits = splitKFold(samples, options);
        for (const split of splits) expect(checkSplit(split, samples).sharedPatients).toEqual([]);
        const validated = splits.flatMap(({ val }) => val);
        const [first] = splits;
        expect(validated.toSorted()).toEqual([...first!.train, ...first!.val].toSorted());
        for (const { test, leftOut } of splits)
          expect([test, leftOut]).toEqual([first!.test, first!.leftOut]);
        expect(splitKFold(samples.toReversed(), options)).toEqual(splits);
      }),
    );
  });

  it('keeps the share of each class in every fold within one patient where patients have one film', () => {
    const samples = [...films('NORMAL', 26), ...films('PNEUMONIA', 74), sample('t', 'NORMAL', 't', 'test')];
    for (const split of splitKFold(samples, { seed: 3, folds: 5 })) {
      const { counts } = checkSplit(split, samples);
      expect([5, 6]).toContain(counts.val.NORMAL);
      expect([14, 15]).toContain(counts.val.PNEUMONIA);
    }
  });

  it('says when a class has fewer patients than folds', async () => {
    const samples = [...films('NORMAL', 3), ...films('PNEUMONIA', 9), sample('t', 'NORMAL', 't', 'test')];
    const error = await errorOf(() => splitKFold(samples, { seed: 1, folds: 4 }));
    expect(error.code).toBe('TOO_FEW_PATIENTS');
    expect(error.message).toContain('3 patients of class NORMAL for 4 folds');
  });
});

describe('splitNestedKFold', () => {
  it('tests each outer fold once, and never trains on a test set that the data give', () => {
    const samples = [
      ...films('NORMAL', 20),
      ...films('PNEUMONIA', 30),
      sample('t1', 'NORMAL', 't1', 'test'),
      sample('t2', 'PNEUMONIA', 't2', 'test'),
    ];
    const splits = splitNestedKFold(samples, { seed: 2, outerFolds: 4, innerFolds: 3 });
    expect(splits).toHaveLength(12);
    for (const split of splits) {
      const { sharedPatients, unassigned } = checkSplit(split, samples);
      expect([sharedPatients, unassigned]).toEqual([[], 0]);
      expect(split.leftOut.map(({ id, reason }) => [id, reason])).toEqual([
        ['t1', 'given-test'],
        ['t2', 'given-test'],
      ]);
    }
    const tested = splits.filter(({ settings }) => settings!.innerFold === 1).flatMap(({ test }) => test);
    expect(tested.toSorted()).toEqual(
      samples
        .slice(0, 50)
        .map(({ id }) => id)
        .toSorted(),
    );
    const ofFirst = splits.slice(0, 3);
    expect(ofFirst.flatMap(({ val }) => val).toSorted()).toEqual(
      [...ofFirst[0]!.train, ...ofFirst[0]!.val].toSorted(),
    );
  });
});
