import { applyAugmentation, applyGeometry, type AugmentPolicy, drawAugmentation } from '@pneumo/augment';
import type { Normalisation, PixelImage } from '@pneumo/core';
import type { Batch } from './batch.ts';
import type { PixelSource } from './pixelSource.ts';
import type { Sample } from './sample.ts';
import { toBatch } from './toBatch.ts';

/** All that decides a batch: plain data, so that it can be sent to a worker. */
export interface BatchRequest {
  /** Id and label of each image, in their order. */
  samples: Pick<Sample, 'id' | 'label'>[];
  /** A factor for the loss of each image; 1 where missing. */
  weights?: number[];
  /** How often each image was drawn before in this epoch, so that it is varied anew each time; 0 where missing. */
  occurrences?: number[];
  /** How images are varied; not at all where missing. */
  policy?: AugmentPolicy;
  /** The run's seed. */
  seed: number;
  /** The epoch, from 0. */
  epoch: number;
  /** Mean and standard deviation of each channel, on the 0..1 scale. */
  normalisation: Normalisation;
  /** Channels of the model's input. */
  channels: 1 | 3;
}

/** Makes batches, in this thread or in others. What a batch holds depends on the request alone. */
export interface BatchLoader {
  /** How many requests it works on at once. */
  readonly concurrency: number;
  /**
   * Makes one batch.
   *
   * @param request - what it shall hold
   * @returns the batch, which is the caller's
   */
  load(request: BatchRequest): Promise<Batch>;
}

/**
 * Makes a batch: takes the pixels, varies them as (seed, epoch, id) say, normalises them. Where the source has lung
 * masks they are moved with their images.
 *
 * @param source - where the pixels come from
 * @param request - what the batch shall hold
 * @returns the batch
 * @throws PneumoError `UNKNOWN_SAMPLE` for an id that the source does not have, and what {@link toBatch} throws
 *
 * @example
 * ```ts
 * const source = { size: 1, get: () => pixelImage(1, 1, 1, Uint8Array.of(255)) };
 * const batch = makeBatch(source, {
 *   samples: [{ id: 'a', label: 'NORMAL' }], seed: 1, epoch: 0, normalisation: { mean: [0.5], std: [0.25] }, channels: 1,
 * });
 * [...batch.images]; // [2]
 * ```
 */
export function makeBatch(source: PixelSource, request: BatchRequest): Batch {
  const { samples, policy, seed, epoch, normalisation, channels, weights, occurrences } = request;
  const records =
    policy &&
    samples.map(({ id }, i) => {
      const before = occurrences?.[i] ?? 0;
      return drawAugmentation(policy, { seed, epoch, id: before === 0 ? id : `${id}#${before}` });
    });
  const images = samples.map(({ id }, i) => {
    const image = source.get(id);
    return records ? applyAugmentation(image, records[i]!) : image;
  });
  const batch = toBatch(
    images,
    samples,
    weights ? { normalisation, channels, weights } : { normalisation, channels },
  );
  if (source.mask) {
    const masks = samples.map(({ id }, i) => {
      const mask = source.mask!(id);
      return mask && records ? applyGeometry(mask, records[i]!) : mask;
    });
    addMasks(batch, masks);
  }
  return batch;
}

function addMasks(batch: Batch, masks: readonly (PixelImage<Uint8Array> | undefined)[]): void {
  const [count, height, width] = batch.shape;
  const length = height * width;
  batch.masks = new Float32Array(count * length);
  batch.maskWeights = Float32Array.from(masks, (mask) => (mask ? 1 : 0));
  masks.forEach((mask, i) => {
    if (!mask) return;
    for (let k = 0; k < length; k++) batch.masks![i * length + k] = mask.data[k]! >= 128 ? 1 : 0;
  });
}

/**
 * The loader that works in the caller's thread, one batch at a time.
 *
 * @param source - where the pixels come from
 * @returns a loader of concurrency 1
 *
 * @example
 * ```ts
 * const source = { size: 1, get: () => pixelImage(1, 1, 1, Uint8Array.of(0)) };
 * inlineLoader(source).concurrency; // 1
 * ```
 */
export function inlineLoader(source: PixelSource): BatchLoader {
  return { concurrency: 1, load: async (request) => makeBatch(source, request) };
}
