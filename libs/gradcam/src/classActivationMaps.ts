import { type PixelImage, PneumoError, checkInteger, pixelImage } from '@pneumo/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { evaluateGraph } from './evaluateGraph.ts';
import { type FeatureTensor, featureTensor } from './featureTensor.ts';
import type { CamWeights } from './gradCamWeights.ts';
import { resizeMap } from './resizeMap.ts';
import { type CamTarget, pneumoniaTarget } from './targets.ts';

/** Options of the CAM methods. */
export interface CamOptions {
  /**
   * Name of the layer whose output is looked at. By default the last convolution's, behind the batch
   * normalisation, residual sum and activation that follow it.
   */
  layer?: string;
  /** What is explained: what speaks for PNEUMONIA by default. */
  target?: CamTarget;
  /** Images that go through the model at once, 8 by default; changes memory and speed, not results. */
  batchSize?: number;
}

/** Where a model looked. */
export interface CamResult {
  /** One map an image, of the model's input size, 0 to 1; its highest value is 1 unless it is empty. */
  maps: PixelImage<Float32Array>[];
  /** Name of the layer that was looked at. */
  layer: string;
  /** true where nothing in the layer speaks for the target: the map is zero everywhere. */
  empty: boolean[];
  /** The highest value of each map before it was scaled to 1, to compare images; 0 where empty. */
  max: number[];
}

/**
 * Computes class activation maps by any method that weights feature maps. Most callers want
 * {@link gradCam}.
 *
 * The weighted sum of the feature maps is cut at 0, resized bilinearly to the input size and divided
 * by its maximum.
 *
 * @param model - from images [n, h, w, c] to one tensor of logits
 * @param images - as the model takes them, normalised; shape [n, h, w, c]; stays the caller's
 * @param weights - the method
 * @param options - layer, target, size of batches
 * @returns maps and what belongs to them
 * @throws PneumoError `INVALID_SHAPE` when the images do not fit the model, `UNKNOWN_LAYER` listing the
 * candidates, `NO_CONVOLUTION`, `UNSUPPORTED_MODEL` for several inputs or outputs, `NON_FINITE_MAP`
 *
 * @example
 * ```ts
 * const model = tfl.sequential({
 *   layers: [
 *     tfl.layers.conv2d({ inputShape: [4, 4, 1], filters: 1, kernelSize: 1, kernelInitializer: 'ones' }),
 *     tfl.layers.globalAveragePooling2d({}),
 *     tfl.layers.dense({ units: 1, kernelInitializer: 'ones' }),
 *   ],
 * });
 * const image = tf.tensor4d([0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1, 4, 4, 1]);
 * const { maps } = await classActivationMaps(model, image, gradCamWeights);
 * maps[0].data[5]; // 1
 * ```
 */
export async function classActivationMaps(
  model: tfl.LayersModel,
  images: tf.Tensor4D,
  weights: CamWeights,
  { layer, target = pneumoniaTarget, batchSize = 8 }: CamOptions = {},
): Promise<CamResult> {
  checkInteger('batchSize', batchSize, { min: 1 });
  checkModelAndImages(model, images);
  const feature = featureTensor(model, layer);
  const result: CamResult = { maps: [], layer: feature.layer, empty: [], max: [] };
  const [count, height, width] = images.shape;
  for (let start = 0; start < count; start += batchSize) {
    const n = Math.min(batchSize, count - start);
    const raw = tf.tidy(() => {
      const batch = n === count ? images : tf.slice(images, start, n);
      return rawMaps(model, feature, batch, weights, target);
    });
    const [mapHeight, mapWidth] = [raw.shape[1]!, raw.shape[2]!];
    let values: Float32Array;
    try {
      values = (await raw.data()) as Float32Array;
    } finally {
      raw.dispose();
    }
    for (let i = 0; i < n; i++) {
      const map = values.subarray(i * mapHeight * mapWidth, (i + 1) * mapHeight * mapWidth);
      const full = resizeMap(map, [mapWidth, mapHeight], [width, height]);
      const max = scaleToOne(full, start + i, feature.layer);
      result.maps.push(pixelImage(width, height, 1, full, [0, 1]));
      result.max.push(max);
      result.empty.push(max === 0);
    }
  }
  return result;
}

/** relu(Σ weight × feature map), [n, h, w]. */
function rawMaps(
  model: tfl.LayersModel,
  { tensor }: FeatureTensor,
  images: tf.Tensor,
  weights: CamWeights,
  target: CamTarget,
): tf.Tensor {
  // tf.model shares the layers; its execution lets go of intermediate values as soon as it can.
  const head = tfl.model({ inputs: model.inputs, outputs: tensor, name: 'features' });
  const activations = head.apply(images, { training: false }) as tf.Tensor4D;
  const tail = (features: tf.Tensor): tf.Scalar => {
    const known = new Map([
      [model.inputs[0]!, images],
      [tensor, features],
    ]);
    return tf.sum(target(evaluateGraph(model.outputs[0]!, known)));
  };
  const gradients = tf.grad(tail)(activations) as tf.Tensor4D;
  const [n, channels] = [activations.shape[0], activations.shape[3]];
  const factors = tf.reshape(weights(activations, gradients), [n, 1, 1, channels]);
  return tf.relu(tf.sum(tf.mul(activations, factors), -1));
}

/** Divides a map by its maximum, which it returns; a map of zeros stays. */
function scaleToOne(map: Float32Array, index: number, layer: string): number {
  let max = 0;
  for (const value of map) {
    if (!Number.isFinite(value)) {
      throw new PneumoError(
        'NON_FINITE_MAP',
        `The map of image ${index} at ${layer} holds ${value}; expected finite numbers. The model's weights or the image hold NaN or numbers too large.`,
        { details: { index, layer } },
      );
    }
    if (value > max) max = value;
  }
  if (max > 0) for (let i = 0; i < map.length; i++) map[i] = map[i]! / max;
  return max;
}

function checkModelAndImages(model: tfl.LayersModel, images: tf.Tensor): void {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new PneumoError(
      'UNSUPPORTED_MODEL',
      `The model has ${model.inputs.length} inputs and ${model.outputs.length} outputs; expected one of each. ` +
        'Make a model of the output to explain with tf.model.',
    );
  }
  const expected = model.inputs[0]!.shape;
  const fits =
    images.shape.length === 4 &&
    expected.length === 4 &&
    images.shape.every((size, axis) => axis === 0 || expected[axis] === null || expected[axis] === size);
  if (fits) return;
  throw new PneumoError(
    'INVALID_SHAPE',
    `Images of shape [${images.shape.join(', ')}] came; the model takes [${expected.map(String).join(', ')}]. ` +
      'Normalise and stack them as for prediction.',
    { details: { shape: images.shape, expected } },
  );
}
