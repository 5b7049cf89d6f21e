import { PneumoError } from '@pneumo/core';
import type { BatchLoader } from '../batchLoader.ts';
import { binaryLabel } from '../sample.ts';
import type { FeatureStore } from './featureStore.ts';

/** Batches that are read while others are trained on: reading waits for the disk, not for a processor. */
const READ_AHEAD = 2;

/**
 * Makes batches of stored features where others make batches of images: the same samples, labels and weights in the
 * same order. Epoch `e` takes store number `e` modulo their number, that is the variant of its images that was
 * replayed. A sample that is drawn twice in an epoch has the same features twice; masks are left out.
 *
 * @param stores - one for each variant, at least one
 * @returns a loader for {@link loadBatches}
 * @throws PneumoError `INVALID_ARGUMENT` without a store
 *
 * @example
 * ```ts
 * const store: FeatureStore = {
 *   ids: ['a'], shape: [1, 1, 2], filled: 1, append: async () => {}, read: async () => Float32Array.of(0.5, 2),
 * };
 * const batch = await featureLoader([store]).load({
 *   samples: [{ id: 'a', label: 'PNEUMONIA' }], seed: 1, epoch: 7, normalisation: { mean: [0], std: [1] }, channels: 1,
 * });
 * batch.shape; // [1, 1, 1, 2]
 * [...batch.images]; // [0.5, 2]
 * ```
 */
export function featureLoader(stores: readonly FeatureStore[]): BatchLoader {
  if (stores.length === 0)
    throw new PneumoError('INVALID_ARGUMENT', 'No store of features came; expected one for each variant.');
  return {
    concurrency: READ_AHEAD,
    async load({ samples, weights, epoch }) {
      const store = stores[epoch % stores.length]!;
      const ids = samples.map(({ id }) => id);
      return {
        images: await store.read(ids),
        shape: [ids.length, ...store.shape],
        labels: Float32Array.from(samples, binaryLabel),
        weights: weights ? Float32Array.from(weights) : new Float32Array(ids.length).fill(1),
        ids,
      };
    },
  };
}
