import { normaliseInto, type PixelImage, PneumoError, pixelImage, randomStream } from '@pneumo/core';
import { type DataContract, predictLogits } from '@pneumo/models';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** What {@link checkOnnxFile} needs to know of the file. */
export interface OnnxFileFacts {
  /** Name of its input. */
  inputName: string;
  /** Name of its output. */
  outputName: string;
  /** Order of its images. */
  imageLayout: 'channels-last' | 'channels-first';
}

/** Batches that are tried: the axis must be open. */
const BATCHES = [1, 3];

/** Greatest difference of logits for their size; engines round differently, mistakes differ by far more. */
const TOLERANCE = 1e-4;

/**
 * Runs an exported file by onnxruntime-node on random pixels and compares its logits with the model's.
 *
 * @param bytes - the file
 * @returns the greatest difference
 * @throws PneumoError `MODEL_EXPORT_DIFFERS` when it is more than rounding
 */
export async function checkOnnxFile(
  bytes: Uint8Array,
  { inputName, outputName, imageLayout }: OnnxFileFacts,
  model: LayersModel,
  contract: DataContract,
): Promise<number> {
  // Loaded here, so that other commands do not need it.
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  let greatest = 0;
  try {
    for (const count of BATCHES) {
      const images = Array.from({ length: count }, (_, index) => randomImage(contract, `${count} ${index}`));
      const expected = await predictLogits(model, contract, images, { testTimeAugmentation: 'none' });
      const { data, shape } = inputOf(images, contract, imageLayout);
      const results = await session.run({ [inputName]: new Tensor('float32', data, shape) });
      const actual = results[outputName]!.data as Float32Array;
      expected.forEach((logit, index) => {
        const difference = Math.abs(actual[index]! - logit);
        if (!(difference <= TOLERANCE * Math.max(1, Math.abs(logit)))) throw differs(difference, logit);
        greatest = Math.max(greatest, difference);
      });
    }
  } finally {
    await session.release();
  }
  return greatest;
}

function randomImage({ inputSize, channels }: DataContract, name: string): PixelImage {
  const stream = randomStream(0, 'export', name);
  const pixels = Uint8Array.from(
    { length: inputSize * inputSize * channels },
    () => stream.nextUint32() >>> 24,
  );
  return pixelImage(inputSize, inputSize, channels, pixels);
}

function inputOf(
  images: readonly PixelImage[],
  { inputSize, channels, normalisation }: DataContract,
  imageLayout: OnnxFileFacts['imageLayout'],
): { data: Float32Array; shape: number[] } {
  const positions = inputSize * inputSize;
  const last = new Float32Array(images.length * positions * channels);
  images.forEach((image, index) =>
    normaliseInto(last, index * positions * channels, image, normalisation, channels),
  );
  if (imageLayout === 'channels-last')
    return { data: last, shape: [images.length, inputSize, inputSize, channels] };
  const first = new Float32Array(last.length);
  for (let image = 0; image < images.length; image++)
    for (let position = 0; position < positions; position++)
      for (let channel = 0; channel < channels; channel++)
        first[(image * channels + channel) * positions + position] =
          last[(image * positions + position) * channels + channel]!;
  return { data: first, shape: [images.length, channels, inputSize, inputSize] };
}

function differs(difference: number, logit: number): PneumoError {
  return new PneumoError(
    'MODEL_EXPORT_DIFFERS',
    `The exported file's logit differs by ${difference} from the model's ${logit}; expected no more than rounding. ` +
      'Nothing was written. Please report this with the model.',
    { details: { difference, logit } },
  );
}
