import { epochOrder } from '@pneumo/data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('epochOrder', () => {
  it('is a permutation that depends on seed, epoch and the set of ids alone', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.nat(), fc.nat(), (ids, seed, epoch) => {
        const order = epochOrder(ids, { seed, epoch });
        expect(order.toSorted()).toEqual(ids.toSorted());
        expect(epochOrder(ids.toReversed(), { seed, epoch })).toEqual(order);
      }),
    );
  });

  it('differs from epoch to epoch and seed to seed', () => {
    const ids = Array.from({ length: 50 }, (_, i) => `${i}`);
    const orders = [
      [1, 0],
      [1, 1],
      [2, 0],
    ].map(([seed, epoch]) => epochOrder(ids, { seed: seed!, epoch: epoch! }).join());
    expect(new Set(orders).size).toBe(3);
  });

  it('puts every id everywhere about equally often', () => {
    const places = new Map<string, number>();
    for (let epoch = 0; epoch < 3000; epoch++) {
      const first = epochOrder(['a', 'b', 'c'], { seed: 1, epoch })[0]!;
      places.set(first, (places.get(first) ?? 0) + 1);
    }
    // Binomial: mean 1,000, standard deviation 26.
    for (const count of places.values()) expect(Math.abs(count - 1000)).toBeLessThan(130);
  });
});
