import type { PixelImage } from './pixelImage.ts';
import { PneumoError } from './pneumoError.ts';

/**
 * How pixel values become model inputs: `(v - mean) / std` for each channel, where `v` is the
 * pixel value on the scale from 0 (black) to 1 (white).
 */
export interface Normalisation {
  /** What is subtracted, one number a channel of the model's input, on the 0..1 scale. */
  readonly mean: readonly number[];
  /** What is divided by, one positive number a channel of the model's input, on the 0..1 scale. */
  readonly std: readonly number[];
}

/**
 * Mean and standard deviation of ImageNet's red, green and blue channels, as torchvision and timm
 * use them.
 */
export const IMAGENET_NORMALISATION: Normalisation = Object.freeze({
  mean: Object.freeze([0.485, 0.456, 0.406]),
  std: Object.freeze([0.229, 0.224, 0.225]),
});

/**
 * The averages of {@link IMAGENET_NORMALISATION} over its three channels, for models that take one
 * grey channel.
 */
export const IMAGENET_GREY_NORMALISATION: Normalisation = Object.freeze({
  mean: Object.freeze([0.449]),
  std: Object.freeze([0.226]),
});

/**
 * Checks that a normalisation has one finite mean and one positive standard deviation for each
 * channel.
 *
 * @param normalisation - what to check
 * @param channels - channels of the model's input
 * @returns the normalisation
 * @throws PneumoError `INVALID_ARGUMENT` naming the field, its value and what was expected
 *
 * @example
 * ```ts
 * checkNormalisation({ mean: [0.5], std: [0.25] }, 1).std; // [0.25]
 * ```
 */
export function checkNormalisation(normalisation: Normalisation, channels: number): Normalisation {
  for (const field of ['mean', 'std'] as const) {
    const values: unknown = normalisation?.[field];
    const good =
      Array.isArray(values) &&
      values.length === channels &&
      values.every((value) => Number.isFinite(value) && (field === 'mean' || value > 0));
    if (!good) {
      throw new PneumoError(
        'INVALID_ARGUMENT',
        `normalisation.${field} is ${JSON.stringify(values)}; expected ${channels} ` +
          `${field === 'std' ? 'positive' : 'finite'} number${channels === 1 ? '' : 's'}, one for each input channel.`,
        { details: { argument: `normalisation.${field}`, value: values, channels } },
      );
    }
  }
  return normalisation;
}

/**
 * Writes one image, normalised, into a batch: row-major, channels last, `channels` values a pixel.
 * A grey image is repeated over the channels, each with its own mean and standard deviation, in the
 * same pass. This is the one place where pixels become model inputs.
 *
 * @param out - the batch; `width * height * channels` values of it are written
 * @param offset - index in `out` of the image's first value
 * @param image - grey, or of as many channels as the model takes
 * @param normalisation - one mean and standard deviation a channel, on the 0..1 scale
 * @param channels - channels of the model's input
 * @throws PneumoError `INVALID_ARGUMENT` when the normalisation has another number of channels, or a
 * colour image shall go into one channel; `INVALID_IMAGE` when the values do not fit into `out`
 *
 * @example
 * ```ts
 * const out = new Float32Array(2);
 * normaliseInto(out, 0, pixelImage(2, 1, 1, Uint8Array.of(0, 255)), { mean: [0.5], std: [0.25] }, 1);
 * out; // [-2, 2]
 * ```
 */
export function normaliseInto(
  out: Float32Array,
  offset: number,
  image: PixelImage,
  normalisation: Normalisation,
  channels: 1 | 3,
): void {
  checkNormalisation(normalisation, channels);
  if (image.channels !== 1 && image.channels !== channels) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `An image of ${image.channels} channels came for a model of ${channels}; expected a grey image or one of ` +
        `${channels} channel${channels === 1 ? '' : 's'}. Convert it when decoding.`,
    );
  }
  const pixels = image.width * image.height;
  if (!Number.isInteger(offset) || offset < 0 || offset + pixels * channels > out.length) {
    throw new PneumoError(
      'INVALID_IMAGE',
      `An image of ${image.width}×${image.height} needs ${pixels * channels} values from ${offset} on; ` +
        `the batch has ${out.length}.`,
    );
  }
  const [black, white] = image.range;
  for (let channel = 0; channel < channels; channel++) {
    // v * gain + bias with v the raw pixel value, in double precision, rounded once by the store.
    const gain = 1 / ((white - black) * normalisation.std[channel]!);
    const bias = (-black / (white - black) - normalisation.mean[channel]!) / normalisation.std[channel]!;
    const first = image.channels === 1 ? 0 : channel;
    if (image.data instanceof Uint8Array) {
      writeBytes(out, offset + channel, channels, image.data, first, image.channels, gain, bias);
    } else {
      const data = image.data;
      for (
        let from = first, to = offset + channel;
        from < data.length;
        from += image.channels, to += channels
      ) {
        out[to] = data[from]! * gain + bias;
      }
    }
  }
}

/** A byte has 256 values: a table saves the conversion from integer to float for each pixel. */
function writeBytes(
  out: Float32Array,
  to: number,
  toStep: number,
  data: Uint8Array,
  from: number,
  fromStep: number,
  gain: number,
  bias: number,
): void {
  const table = new Float32Array(256);
  for (let value = 0; value < 256; value++) table[value] = value * gain + bias;
  for (; from < data.length; from += fromStep, to += toStep) out[to] = table[data[from]!]!;
}
