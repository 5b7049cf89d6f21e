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

  it.each([0, -1, 1.5, Number.NaN])('refuses a batch size of %s', async (size) => {
    expect((await errorOf(() => planBatches(['a'], size))).code).toBe('INVALID_ARGUMENT');
  });
});
