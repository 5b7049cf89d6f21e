import {
  balancedOrder,
  inlineLoader,
  loadBatches,
  planBatches,
  type Sample,
  weightedOrder,
} from '@pneumo/data';
import { pixelImage } from '@pneumo/core';
import { studyPolicy } from '@pneumo/augment';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from './support/errorOf.ts';

const ids = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 40 });

describe('weightedOrder', () => {
  it('draws each sample within one of what its weight says, whatever the order of the ids', () => {
    fc.assert(
      fc.property(ids, fc.nat(), fc.integer({ min: 1, max: 200 }), (names, seed, count) => {
        const weightOf = (id: string): number => 0.1 + (id.length % 5);
        const total = names.reduce((sum, id) => sum + weightOf(id), 0);
        const order = weightedOrder(names, { seed, epoch: 3, weightOf, count });
        expect(order).toHaveLength(count);
        for (const id of names) {
          const drawn = order.filter((one) => one === id).length;
          expect(Math.abs(drawn - (count * weightOf(id)) / total)).toBeLessThan(1 + 1e-9);
        }
        expect(weightedOrder(names.toReversed(), { seed, epoch: 3, weightOf, count })).toEqual(order);
      }),
    );
  });

  it('never draws what weighs nothing, and differs from epoch to epoch', () => {
    const names = Array.from({ length: 30 }, (_, i) => `${i}`);
    const weightOf = (id: string): number => Number(id) % 2;
    const orders = [0, 1].map((epoch) => weightedOrder(names, { seed: 1, epoch, weightOf }));
    expect(orders.flat().every((id) => Number(id) % 2 === 1)).toBe(true);
    expect(orders[0]).not.toEqual(orders[1]);
  });

  it.each([[() => 0], [() => -1], [() => Number.NaN]])(
    'refuses weights that cannot be drawn by',
    async (weightOf) => {
      const error = await errorOf(() => weightedOrder(['a'], { seed: 1, epoch: 0, weightOf }));
      expect(error.code).toBe('INVALID_ARGUMENT');
    },
  );
});

describe('balancedOrder', () => {
  it('draws both classes equally often', () => {
    const samples = Array.from({ length: 100 }, (_, i): Pick<Sample, 'id' | 'label'> => ({
      id: `${i}`,
      label: i < 26 ? 'NORMAL' : 'PNEUMONIA',
    }));
    const order = balancedOrder(samples, { seed: 1, epoch: 0 });
    expect(order.filter((id) => Number(id) < 26)).toHaveLength(50);
  });
});

describe('planBatches with a last batch that is not full', () => {
  it('keeps, drops or pads it', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    expect(planBatches(names, 2, 'keep').at(-1)).toEqual(['e']);
    expect(planBatches(names, 2, 'drop')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(planBatches(names, 2, 'pad').at(-1)).toEqual(['e', 'a']);
    expect(planBatches(['a'], 3, 'pad')).toEqual([['a']]);
    expect(planBatches(['a'], 3, 'drop')).toEqual([['a']]);
  });
});

describe('loadBatches with a sample that stands several times', () => {
  it('varies it anew each time', async () => {
    const source = {
      size: 24,
      get: () =>
        pixelImage(
          24,
          24,
          1,
          Uint8Array.from({ length: 576 }, (_, i) => (i * 37) % 256),
        ),
    };
    const batches = loadBatches({
      loader: inlineLoader(source),
      ids: ['a', 'a', 'a'],
      samples: [{ id: 'a', label: 'NORMAL' }],
      batchSize: 1,
      seed: 1,
      epoch: 0,
      normalisation: { mean: [0.5], std: [0.25] },
      channels: 1,
      shuffle: false,
      policy: studyPolicy,
    });
    const pictures = new Set<string>();
    for await (const { images } of batches) pictures.add(images.join());
    expect(pictures.size).toBe(3);
  });
});
