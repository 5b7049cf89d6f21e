import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stratifiedGroupFolds } from '../../src/splits/stratifiedGroupFolds.ts';

interface Case {
  folds: number;
  counts: number[][];
  foldOf: number[];
}

/** What scikit-learn says: tools/reference/data/make_group_folds.py. */
const { cases } = JSON.parse(
  readFileSync(new URL('../fixtures/groupFolds.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

describe('stratifiedGroupFolds', () => {
  it.each(cases)("places groups where scikit-learn's StratifiedGroupKFold does: $folds folds", (one) => {
    const groups = one.counts.map((counts) => ({
      counts: new Map(counts.map((count, stratum) => [`${stratum}`, count])),
    }));
    expect(stratifiedGroupFolds(groups, one.folds)).toEqual(one.foldOf);
  });
});
