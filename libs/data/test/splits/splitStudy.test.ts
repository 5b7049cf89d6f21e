import { classWeights, type Sample, splitStudy } from '@pneumo/data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { reference } from '../support/reference.ts';
import { dataSets, films, sample } from '../support/samples.ts';

const countIn = (ids: string[], samples: Sample[], label: string): number =>
  samples.filter((one) => one.label === label && ids.includes(one.id)).length;

describe('splitStudy', () => {
  it.each(reference.stratified)(
    'shares $normal + $pneumonia images out as scikit-learn does, and weighs the classes so',
    ({ normal, pneumonia, fraction, train, val, trainWeights }) => {
      const samples = [
        ...films('NORMAL', normal),
        ...films('PNEUMONIA', pneumonia, 'val'),
        sample('t', 'NORMAL', 't', 'test'),
      ];
      const split = splitStudy(samples, { seed: 3, validationFraction: fraction });
      const trained = new Set(split.train);
      const labels = samples
        .filter(({ id }) => trained.has(id))
        .map(({ label }) => (label === 'PNEUMONIA' ? 1 : 0));
      expect(labels.filter((label) => label === 0)).toHaveLength(train[0]);
      expect(labels.filter((label) => label === 1)).toHaveLength(train[1]);
      expect(split.val).toHaveLength(val[0] + val[1]);
      const { negative, positive } = classWeights(labels);
      expect(negative).toBeCloseTo(trainWeights[0], 12);
      expect(positive).toBeCloseTo(trainWeights[1], 12);
    },
  );

  it('puts every sample into one part, keeps a given test set, and depends on seed and ids alone', () => {
    fc.assert(
      fc.property(dataSets, fc.nat(), (samples, seed) => {
        const split = splitStudy(samples, { seed });
        expect([...split.train, ...split.val, ...split.test].sort()).toEqual(
          samples.map(({ id }) => id).sort(),
        );
        const given = samples.filter((one) => one.split === 'test').map(({ id }) => id);
        if (given.length > 0) expect(split.test).toEqual(given.sort());
        else expect(split.test).toHaveLength(Math.ceil(samples.length * 0.2 - 1e-9));
        expect(split.leftOut).toEqual([]);
        expect(splitStudy(samples.toReversed(), { seed })).toEqual(split);
      }),
    );
  });

  it('draws otherwise from another seed', () => {
    const samples = [...films('NORMAL', 50), ...films('PNEUMONIA', 50)];
    const [a, b] = [1, 2].map((seed) => splitStudy(samples, { seed }));
    expect(a!.val).not.toEqual(b!.val);
    expect(countIn(a!.val, samples, 'NORMAL')).toBe(countIn(b!.val, samples, 'NORMAL'));
  });

  it('refuses one class, no label, an id twice, and fractions that are none', async () => {
    const codeOf = async (samples: Sample[], validationFraction = 0.2): Promise<string> =>
      (await errorOf(() => splitStudy(samples, { seed: 1, validationFraction }))).code;
    const both = [...films('NORMAL', 5), ...films('PNEUMONIA', 5)];
    expect(await codeOf([...films('NORMAL', 5), sample('t', 'PNEUMONIA', 't', 'test')])).toBe('ONE_CLASS');
    expect(await codeOf([...both, { id: 'x', patient: 'x', source: 'test' }])).toBe('UNLABELLED');
    expect(await codeOf([...both, both[0]!])).toBe('DUPLICATE_SAMPLE');
    expect(await codeOf(both, 1)).toBe('INVALID_ARGUMENT');
    expect(await codeOf(both, Number.NaN)).toBe('INVALID_ARGUMENT');
  });
});
