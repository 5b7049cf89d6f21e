import { checkSplit, type Sample, splitByPatient } from '@pneumo/data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { dataSets, films, sample } from '../support/samples.ts';

describe('splitByPatient', () => {
  it('keeps patients together, uses or names every sample, keeps a given test set, and has both classes to train on', () => {
    fc.assert(
      fc.property(dataSets, fc.nat(), (samples, seed) => {
        const split = splitByPatient(samples, { seed });
        const { counts, sharedPatients } = checkSplit(split, samples);
        expect(sharedPatients).toEqual([]);
        const places = [...split.train, ...split.val, ...split.test, ...split.leftOut.map(({ id }) => id)];
        expect(places.sort()).toEqual(samples.map(({ id }) => id).sort());
        const inTest = samples.filter((one) => one.split === 'test');
        if (inTest.length > 0) expect(split.test).toEqual(inTest.map(({ id }) => id).sort());
        for (const { patient } of split.leftOut)
          expect(inTest.some((one) => one.patient === patient)).toBe(true);
        for (const part of ['train', 'val'] as const) {
          expect(counts[part].NORMAL).toBeGreaterThan(0);
          expect(counts[part].PNEUMONIA).toBeGreaterThan(0);
        }
        expect(splitByPatient(samples.toReversed(), { seed })).toEqual(split);
      }),
    );
  });

  it('meets the shares of classes and subtypes exactly where single films allow', () => {
    const pneumonia = films('PNEUMONIA', 60).map((one, i): Sample => ({
      ...one,
      columns: { subtype: i < 40 ? 'bacteria' : 'virus' },
    }));
    const samples = [...films('NORMAL', 40), ...pneumonia, sample('t', 'NORMAL', 't', 'test')];
    const split = splitByPatient(samples, { seed: 9 });
    const val = samples.filter(({ id }) => split.val.includes(id));
    expect(val.filter(({ label }) => label === 'NORMAL')).toHaveLength(8);
    expect(val.filter(({ columns }) => columns?.subtype === 'bacteria')).toHaveLength(8);
    expect(val.filter(({ columns }) => columns?.subtype === 'virus')).toHaveLength(4);
  });

  it('leaves out films whose patients stand in the given test set, and names them', () => {
    const samples = [
      ...films('NORMAL', 10),
      ...films('PNEUMONIA', 10),
      sample('t', 'PNEUMONIA', 'NORMAL3', 'test'),
    ];
    const split = splitByPatient(samples, { seed: 1 });
    expect(split.leftOut).toEqual([
      { id: 'train/NORMAL/3.jpeg', patient: 'NORMAL3', reason: 'patient-in-test' },
    ]);
    expect([...split.train, ...split.val]).not.toContain('train/NORMAL/3.jpeg');
  });

  it('keeps patients of whom the same picture is there together, and out of training where one of them tests', () => {
    const samples = [...films('NORMAL', 40), ...films('PNEUMONIA', 40), ...films('NORMAL', 1, 'test')];
    const contentHashes = new Map([
      ['train/NORMAL/1.jpeg', 'x'],
      ['train/PNEUMONIA/2.jpeg', 'x'],
      ['train/NORMAL/5.jpeg', 'y'],
      ['test/NORMAL/0.jpeg', 'y'],
      ['train/NORMAL/9.jpeg', 'y'],
    ]);
    for (let seed = 0; seed < 20; seed++) {
      const split = splitByPatient(samples, { seed, contentHashes });
      const together = ['train/NORMAL/1.jpeg', 'train/PNEUMONIA/2.jpeg'].map((id) => split.val.includes(id));
      expect(together[0]).toBe(together[1]);
      expect(split.leftOut.map(({ id, reason }) => [id, reason])).toEqual([
        ['train/NORMAL/0.jpeg', 'patient-in-test'],
        ['train/NORMAL/5.jpeg', 'duplicate-in-test'],
        ['train/NORMAL/9.jpeg', 'duplicate-in-test'],
      ]);
      checkSplit(split, samples, { contentHashes });
    }
  });

  it('draws a test part by patient where none is given', () => {
    const samples = [...films('NORMAL', 50), ...films('PNEUMONIA', 50)].map(({ split: _, ...one }) => one);
    const split = splitByPatient(samples, { seed: 1, testFraction: 0.3 });
    expect([split.train.length, split.val.length, split.test.length]).toEqual([56, 14, 30]);
  });

  it('gives the smallest patient where all are larger than their share', () => {
    const twoFilms = (label: 'NORMAL' | 'PNEUMONIA', patient: string, count: number): Sample[] =>
      Array.from({ length: count }, (_, i) => sample(`${patient}-${i}`, label, patient, 'train'));
    const samples = [
      ...twoFilms('NORMAL', 'n1', 9),
      ...twoFilms('NORMAL', 'n2', 7),
      ...twoFilms('PNEUMONIA', 'p1', 5),
      ...twoFilms('PNEUMONIA', 'p2', 8),
      sample('t', 'NORMAL', 't', 'test'),
    ];
    const split = splitByPatient(samples, { seed: 4 });
    expect(new Set(split.val.map((id) => id.split('-')[0]))).toEqual(new Set(['n2', 'p1']));
  });

  it('says when there are too few patients of a class', async () => {
    const one = [
      sample('a', 'NORMAL', 'n', 'train'),
      sample('b', 'NORMAL', 'n', 'train'),
      ...films('PNEUMONIA', 5),
    ];
    const error = await errorOf(() =>
      splitByPatient([...one, sample('t', 'NORMAL', 't', 'test')], { seed: 1 }),
    );
    expect(error.code).toBe('TOO_FEW_PATIENTS');
    expect(error.message).toContain('class NORMAL');
  });
});
