import {
  checkNumber,
  checkSameLength,
  type Normalisation,
  normaliseInto,
  type PixelImage,
  PneumoError,
} from '@pneumo/core';
import type { Batch } from './batch.ts';
import { binaryLabel, type Sample } from './sample.ts';

/** How pixels become a batch. */
export interface ToBatchOptions {
  /** Mean and standard deviation of each channel, on the 0..1 scale. */
  normalisation: Normalisation;
  /** Channels of the model's input: 1, or 3 into which grey is repeated. */
  channels: 1 | 3;
  /** A factor for the loss of each image; 1 by default. */
  weights?: ArrayLike<number>;
}

/**
 * Puts images of one size together into a batch, normalised, in one pass over the pixels.
 *
 * @param images - at least one image; grey, or of as many channels as the batch
 * @param samples - id and label of each image, in the same order
 * @param options - normalisation, channels, weights
 * @returns the batch; it shares no memory with the images
 * @throws PneumoError `EMPTY_BATCH` without images, `MIXED_SIZES` naming the first image of another size,
 *   `UNLABELLED` for a sample without label, `LENGTH_MISMATCH` when the lists differ in length
 *
 * @example
 * ```ts
 * const image = pixelImage(1, 2, 1, Uint8Array.of(0, 255));
 * const batch = toBatch([image], [{ id: 'a', label: 'PNEUMONIA' }], {
 *   normalisation: { mean: [0.5], std: [0.5] }, channels: 1,
 * });
 * batch.shape; // [1, 2, 1, 1]
 * [...batch.images]; // [-1, 1]
 * ```
 */
export function toBatch(
  images: readonly PixelImage[],
  samples: readonly Pick<Sample, 'id' | 'label'>[],
  options: ToBatchOptions,
): Batch {
  const { normalisation, channels, weights } = options;
  const first = images[0];
  if (!first) throw new PneumoError('EMPTY_BATCH', 'No images came; a batch needs at least one.');
  checkSameLength('images', images, 'samples', samples);
  if (weights) checkSameLength('images', images, 'weights', weights);
  const { width, height } = first;
  const length = width * height * channels;
  const batch: Batch = {
    images: new Float32Array(images.length * length),
    shape: [images.length, height, width, channels],
    labels: Float32Array.from(samples, binaryLabel),
    weights: weights
      ? Float32Array.from(weights, (weight, i) => checkNumber(`weights[${i}]`, weight, { min: 0 }))
      : new Float32Array(images.length).fill(1),
    ids: samples.map(({ id }) => id),
  };
  images.forEach((image, i) => {
    if (image.width !== width || image.height !== height) {
      throw new PneumoError(
        'MIXED_SIZES',
        `${samples[i]!.id} is ${image.width}×${image.height} and ${samples[0]!.id} is ${width}×${height}; ` +
          'the images of a batch must be of one size. Resize them when decoding.',
        { details: { id: samples[i]!.id } },
      );
    }
    normaliseInto(batch.images, i * length, image, normalisation, channels);
  });
  return batch;
}
