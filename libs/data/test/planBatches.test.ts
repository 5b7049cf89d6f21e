import { planBatches } from '@pneumo/data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from './support/errorOf.ts';

describe('planBatches', () => {
  it('keeps the order and fills every batch but the last', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 9 }), (ids, size) => {
        const batches = planBatches(ids, size);
        expect(batches.flat()).toEqual(ids);
        for (const batch of batches.slice(0, -1)) expect(batch).toHaveLength(size);
        for (const batch of batches) expect(batch.length).toBeGreaterThan(0);
      }),
    );
  });

  it('pads and drops a last batch, but keeps the only one as it is', () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    expect(planBatches(ids, 3, 'pad')).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e', 'a'],
    ]);
    expect(planBatches(ids, 3, 'drop')).toEqual([['a', 'b', 'c']]);
    for (const lastBatch of ['keep', 'pad', 'drop'] as const) {
      expect(planBatches(ids, 4096, lastBatch)).toEqual([ids]);
      expect(planBatches([], 2, lastBatch)).toEqual([]);
    }
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a batch size of %s', async (size) => {
    expect((await errorOf(() => planBatches(['a'], size))).code).toBe('INVALID_ARGUMENT');
  });
});
