import { type PixelImage, PneumoError, checkInteger, checkOneOf, normaliseInto } from '@pneumo/core';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { checkContract } from './contract/checkContract.ts';
import { checkModelFits } from './contract/checkModelFits.ts';
import type { DataContract, TestTimeAugmentation } from './contract/dataContract.ts';

/** Options of {@link predictLogits}. */
export interface PredictOptions {
  /** Images that go through the model at once, 32 by default; changes memory and speed, not results. */
  batchSize?: number;
  /** What is averaged over; what the contract says by default. `'none'` gives the plain network's logits. */
  testTimeAugmentation?: TestTimeAugmentation;
  /** Stops between two batches with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Asks a model about images, in inference mode. Where its contract says so, it is also asked about their mirror
 * images, and the mean of the two logits is given (test-time augmentation as in Krizhevsky et al. 2012, section
 * 4.1, of logits here): an image and its mirror image then have the same logit.
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
 *   schemaVersion: 2,
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
  options: PredictOptions = {},
): Promise<Float32Array> {
  const { batchSize = 32, signal, testTimeAugmentation = contract.testTimeAugmentation ?? 'none' } = options;
  checkInteger('batchSize', batchSize, { min: 1 });
  checkOneOf('testTimeAugmentation', testTimeAugmentation, ['none', 'flip']);
  checkModelFits(model, checkContract(contract));
  images.forEach((image, i) => checkSize(image, i, contract));
  const logits = new Float32Array(images.length);
  for (let start = 0; start < images.length; start += batchSize) {
    signal?.throwIfAborted();
    const values = inputValues(contract, images.slice(start, start + batchSize));
    const plain = await askModel(model, contract, values);
    logits.set(plain, start);
    if (testTimeAugmentation === 'none') continue;
    signal?.throwIfAborted();
    const mirrored = await askModel(model, contract, mirror(values, contract));
    plain.forEach((logit, i) => (logits[start + i] = (logit + mirrored[i]!) / 2));
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

function inputValues(
  { inputSize, channels, normalisation }: DataContract,
  images: readonly PixelImage[],
): Float32Array {
  const perImage = inputSize * inputSize * channels;
  const values = new Float32Array(images.length * perImage);
  images.forEach((image, i) => normaliseInto(values, i * perImage, image, normalisation, channels));
  return values;
}

/** The same images with left and right exchanged. */
function mirror(values: Float32Array, { inputSize, channels }: DataContract): Float32Array {
  const mirrored = new Float32Array(values.length);
  const perRow = inputSize * channels;
  for (let row = 0; row < values.length; row += perRow) {
    for (let from = row, to = row + perRow - channels; from < row + perRow; from += channels, to -= channels)
      for (let c = 0; c < channels; c++) mirrored[to + c] = values[from + c]!;
  }
  return mirrored;
}

async function askModel(
  model: tfl.LayersModel,
  { inputSize, channels }: DataContract,
  values: Float32Array,
): Promise<Float32Array> {
  const answer = tf.tidy(() => {
    const count = values.length / (inputSize * inputSize * channels);
    const batch = tf.tensor4d(values, [count, inputSize, inputSize, channels]);
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
