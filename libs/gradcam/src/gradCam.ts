import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { type CamOptions, type CamResult, classActivationMaps } from './classActivationMaps.ts';
import { gradCamWeights } from './gradCamWeights.ts';

/**
 * Grad-CAM: where in an image the model found what speaks for PNEUMONIA (or for another target).
 *
 * @param model - from images [n, h, w, c] to logits [n, 1]
 * @param images - as the model takes them, normalised; shape [n, h, w, c]; stays the caller's
 * @param options - layer, target, size of batches
 * @returns maps from 0 to 1 of the images' size, the layer's name, which maps are empty, and how high they were
 * @throws PneumoError `INVALID_SHAPE`, `UNKNOWN_LAYER`, `NO_CONVOLUTION`, `UNSUPPORTED_MODEL` or `NON_FINITE_MAP`
 *
 * @example
 * ```ts
 * const model = tfl.sequential({
 *   layers: [
 *     tfl.layers.conv2d({ inputShape: [2, 2, 1], filters: 1, kernelSize: 1, kernelInitializer: 'ones', name: 'conv' }),
 *     tfl.layers.globalAveragePooling2d({}),
 *     tfl.layers.dense({ units: 1, kernelInitializer: 'ones' }),
 *   ],
 * });
 * const image = tf.tensor4d([0, 1, 0, 4], [1, 2, 2, 1]);
 * const result = await gradCam(model, image);
 * result.layer; // 'conv'
 * result.maps[0].data; // [0, 0.25, 0, 1]
 * (await gradCam(model, image, { target: normalTarget })).empty; // [true]
 * ```
 *
 * Selvaraju et al., "Grad-CAM: visual explanations from deep networks via gradient-based
 * localization", ICCV 2017.
 */
export async function gradCam(
  model: tfl.LayersModel,
  images: tf.Tensor4D,
  options: CamOptions = {},
): Promise<CamResult> {
  return classActivationMaps(model, images, gradCamWeights, options);
}
