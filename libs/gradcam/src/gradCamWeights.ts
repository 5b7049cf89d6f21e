import * as tf from '@tensorflow/tfjs-core';

/**
 * A CAM method: how much each feature map counts, from the maps and the target's gradient by them,
 * both [n, h, w, c], as [n, c].
 */
export type CamWeights = (activations: tf.Tensor4D, gradients: tf.Tensor4D) => tf.Tensor2D;

/**
 * Grad-CAM's method: a feature map counts as much as its gradient is on average.
 *
 * @param _activations - not used
 * @param gradients - shape [n, h, w, c]
 * @returns shape [n, c]
 *
 * @example
 * ```ts
 * const gradients = tf.tensor4d([1, 10, 3, 30], [1, 1, 2, 2]);
 * gradCamWeights(gradients, gradients).dataSync(); // [2, 20]
 * ```
 *
 * Selvaraju et al., "Grad-CAM", ICCV 2017, equation 1.
 */
export function gradCamWeights(_activations: tf.Tensor4D, gradients: tf.Tensor4D): tf.Tensor2D {
  return tf.mean(gradients, [1, 2]);
}
