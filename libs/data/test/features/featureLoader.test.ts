import { namedPolicies } from '@pneumo/augment';
import { pixelImage } from '@pneumo/core';
import { type FeatureStore, featureLoader, inlineLoader, loadBatches, replayVariants } from '@pneumo/data';
import { describe, expect, it } from 'vitest';

const samples = ['a', 'b', 'c', 'd', 'e'].map((id, i) => ({
  id,
  label: i % 2 === 0 ? ('NORMAL' as const) : ('PNEUMONIA' as const),
}));
const ids = samples.map(({ id }) => id);
const source = {
  size: 4,
  get: (id: string) =>
    pixelImage(
      4,
      4,
      1,
      Uint8Array.from({ length: 16 }, (_, i) => 40 * ids.indexOf(id) + 5 * i),
    ),
};
const common = {
  samples,
  ids,
  batchSize: 2,
  seed: 3,
  normalisation: { mean: [0.5], std: [0.25] },
  channels: 1,
  policy: namedPolicies.study,
  weightOf: (id: string) => (id === 'c' ? 2 : 1),
} as const;

async function collect(batches: AsyncIterable<unknown>): Promise<unknown[]> {
  const all = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

describe('featureLoader', () => {
  it('gives in every epoch what replaying the variants gives: order, labels, weights and values', async () => {
    const variants = 2;
    const replaying = replayVariants(inlineLoader(source), variants);
    // Features that are the images themselves.
    const stores = await Promise.all(
      Array.from({ length: variants }, async (_, variant): Promise<FeatureStore> => {
        const rows = new Map<string, Float32Array>();
        for await (const batch of loadBatches({
          ...common,
          loader: inlineLoader(source),
          epoch: variant,
          shuffle: false,
        }))
          batch.ids.forEach((id, i) => rows.set(id, batch.images.slice(i * 16, (i + 1) * 16)));
        return {
          ids,
          shape: [4, 4, 1],
          filled: 5,
          append: async () => undefined,
          read: async (wanted) => Float32Array.from(wanted.flatMap((id) => [...rows.get(id)!])),
        };
      }),
    );
    const first: unknown[] = [];
    for (const epoch of [0, 1, 2, 3]) {
      const options = { ...common, epoch };
      const features = await collect(loadBatches({ ...options, loader: featureLoader(stores) }));
      expect(features).toEqual(await collect(loadBatches({ ...options, loader: replaying })));
      first.push(features);
    }
    expect(first[0]).not.toEqual(first[1]);
  });

  it('refuses no store, and no variant', () => {
    expect(() => featureLoader([])).toThrow(/No store/);
    expect(() => replayVariants(inlineLoader(source), 0)).toThrow(/variants/);
  });
});
