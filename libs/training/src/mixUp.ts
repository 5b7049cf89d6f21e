import { checkNumber } from '@pneumo/core';
import type { RandomStream } from '@pneumo/core';
import type { Batch } from '@pneumo/data';
import { checkWhole } from './checkBatch.ts';
import { symmetricBeta } from './symmetricBeta.ts';

/** Mixes the images of each batch, as plain JSON. */
export interface MixUpConfig {
  /**
   * Both parameters of the beta distribution that the share is drawn from, above 0 and at most 100: 0.2 mixes
   * few images much, 1 draws all shares alike.
   */
  readonly alpha: number;
}

/** Checks the configuration of a mix-up. */
export function checkMixUp({ alpha }: MixUpConfig): void {
  checkNumber('mixUp.alpha', alpha, { min: 1e-3, max: 100 });
}

/**
 * Mixes each image of a batch with another one of it (mixup: Zhang et al., 2018, arXiv:1710.09412): with one
 * share drawn for the batch, images become `share × image + (1 - share) × partner`, and labels lie between 0 and 1.
 * Weight and label are such that any loss that is linear in `weight × label` and `weight × (1 - label)`, as binary
 * cross-entropy is, also with class weights, is the same mixture of the losses against both labels.
 *
 * @param batch - of labels 0 or 1, or mixed ones; it is not changed
 * @param config - alpha
 * @param stream - decides about share and partners
 * @returns a new batch of the same size, with the ids of the first partners and without masks
 * @throws PneumoError `INVALID_ARGUMENT` for an alpha out of range, `INVALID_BATCH` for a batch that is not whole
 *
 * @example
 * ```ts
 * const batch: Batch = { images: Float32Array.of(4, 0), shape: [2, 1, 1, 1], labels: Float32Array.of(1, 0), weights: Float32Array.of(1, 1), ids: ['a', 'b'] };
 * const mixed = mixUp(batch, { alpha: 1 }, randomStream(3, 'mixup'));
 * mixed.images[0]! / 4 === mixed.labels[0]; // true
 * ```
 */
export function mixUp(batch: Batch, config: MixUpConfig, stream: RandomStream): Batch {
  checkMixUp(config);
  checkWhole(batch);
  const n = batch.labels.length;
  const pixels = batch.images.length / n;
  const share = symmetricBeta(stream, config.alpha);
  const partners = stream.shuffle(Array.from({ length: n }, (_, i) => i));
  const images = new Float32Array(batch.images.length);
  const labels = new Float32Array(n);
  const weights = new Float32Array(n);
  for (const [i, partner] of partners.entries()) {
    const [first, second] = [share * batch.weights[i]!, (1 - share) * batch.weights[partner]!];
    const [mine, other] = [batch.labels[i]!, batch.labels[partner]!];
    weights[i] = first + second;
    labels[i] =
      first + second > 0
        ? (first * mine + second * other) / (first + second)
        : share * mine + (1 - share) * other;
    for (let p = 0; p < pixels; p++) {
      images[i * pixels + p] =
        share * batch.images[i * pixels + p]! + (1 - share) * batch.images[partner * pixels + p]!;
    }
  }
  return { images, shape: [...batch.shape], labels, weights, ids: [...batch.ids] };
}
