import { type PixelImage, PneumoError, checkInteger, normaliseInto } from '@pneumo/core';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { checkContract } from './contract/checkContract.ts';
import { checkModelFits } from './contract/checkModelFits.ts';
import type { DataContract } from './contract/dataContract.ts';

/** Options of {@link predictLogits}. */
export interface PredictOptions {
  /** Images that go through the model at once, 32 by default; changes memory and speed, not results. */
  batchSize?: number;
  /** Stops between two batches with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Asks a model about images, in inference mode.
 *
 * @param model - from images to logits [n, 1]
 * @param contract - what the model takes
 * @param images - grey, or of the model's channels; each of the contract's size (resizing is the caller's)
 * @param options - size of batches, a signal to stop
 * @returns one logit an image, positive for PNEUMONIA
 * @throws PneumoError `IMAGE_SIZE` naming the first image of another size; `NON_FINITE_LOGITS` when
 * the model answers with NaN or infinity; an error of {@link checkContract}; `CONTRACT_MISMATCH`
 *
 * @example
 * ```ts
 * const config = resolveModelConfig('cnn', { inputSize: 32, channels: 1, filters: [4] });
 * const model = createModel('cnn', config);
 * const contract = checkContract({
 *   schemaVersion: 1,
 *   architecture: { name: 'cnn', config },
 *   inputSize: 32,
 *   channels: 1,
 *   normalisation: IMAGENET_GREY_NORMALISATION,
 *   classNames: ['NORMAL', 'PNEUMONIA'],
 * });
 * const logits = await predictLogits(model, contract, [pixelImage(32, 32, 1, new Uint8Array(1024))]);
 * logits.length; // 1
 * ```
 */
export async function predictLogits(
  model: tfl.LayersModel,
  contract: DataContract,
  images: readonly PixelImage[],
  { batchSize = 32, signal }: PredictOptions = {},
): Promise<Float32Array> {
  checkInteger('batchSize', batchSize, { min: 1 });
  checkModelFits(model, checkContract(contract));
  images.forEach((image, i) => checkSize(image, i, contract));
  const logits = new Float32Array(images.length);
  for (let start = 0; start < images.length; start += batchSize) {
    signal?.throwIfAborted();
    logits.set(await predictBatch(model, contract, images.slice(start, start + batchSize)), start);
  }
  const bad = logits.findIndex((logit) => !Number.isFinite(logit));
  if (bad >= 0) {
    throw new PneumoError(
      'NON_FINITE_LOGITS',
      `The model answers ${logits[bad]} to image ${bad}; expected a finite logit. Its weights or the image hold NaN or numbers too large.`,
      { details: { index: bad } },
    );
  }
  return logits;
}

async function predictBatch(
  model: tfl.LayersModel,
  { inputSize, channels, normalisation }: DataContract,
  images: readonly PixelImage[],
): Promise<Float32Array> {
  const perImage = inputSize * inputSize * channels;
  const values = new Float32Array(images.length * perImage);
  images.forEach((image, i) => normaliseInto(values, i * perImage, image, normalisation, channels));
  const answer = tf.tidy(() => {
    const batch = tf.tensor4d(values, [images.length, inputSize, inputSize, channels]);
    return model.apply(batch, { training: false }) as tf.Tensor;
  });
  try {
    return (await answer.data()) as Float32Array;
  } finally {
    answer.dispose();
  }
}

function checkSize(image: PixelImage, i: number, { inputSize }: DataContract): void {
  if (image.width === inputSize && image.height === inputSize) return;
  throw new PneumoError(
    'IMAGE_SIZE',
    `Image ${i} is ${image.width}×${image.height}; the model takes ${inputSize}×${inputSize}. Resize it first.`,
    { details: { index: i, width: image.width, height: image.height, inputSize } },
  );
}
