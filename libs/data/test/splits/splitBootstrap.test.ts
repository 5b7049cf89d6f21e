import { checkSplit, splitBootstrap } from '@pneumo/data';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';
import { films, sample } from '../support/samples.ts';

describe('splitBootstrap', () => {
  const samples = [
    ...films('NORMAL', 100),
    ...films('PNEUMONIA', 300),
    sample('t', 'NORMAL', 'NORMAL7', 'test'),
  ];

  it('trains on as many patients of each class as there are, validates on those never drawn', () => {
    const splits = splitBootstrap(samples, { seed: 1, repeats: 20 });
    let unseen = 0;
    for (const split of splits) {
      const { counts, unassigned } = checkSplit(split, samples);
      expect(counts.train.NORMAL + counts.train.PNEUMONIA).toBe(399);
      expect(split.leftOut).toHaveLength(1);
      expect(unassigned).toBe(0);
      expect(new Set([...split.train, ...split.val]).size).toBe(399);
      expect(split.train.filter((id) => id.includes('NORMAL'))).toHaveLength(99);
      unseen += split.val.length / 399 / splits.length;
    }
    // (1 - 1/n)^n of the patients are never drawn; 20 draws vary by about 0.004.
    expect(Math.abs(unseen - Math.exp(-1))).toBeLessThan(0.015);
  });

  it('says when nobody is left to validate on', async () => {
    const few = [...films('NORMAL', 1), ...films('PNEUMONIA', 9), sample('t', 'NORMAL', 't', 'test')];
    expect((await errorOf(() => splitBootstrap(few, { seed: 1 }))).code).toBe('TOO_FEW_PATIENTS');
  });
});
