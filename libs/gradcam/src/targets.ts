import * as tf from '@tensorflow/tfjs-core';

/**
 * What is to be explained: a function of a batch's logits whose sum is differentiated. It must treat
 * each image for itself.
 */
export type CamTarget = (logits: tf.Tensor) => tf.Tensor;

/**
 * Asks what speaks for PNEUMONIA: the logit itself.
 *
 * @param logits - shape [n, 1]
 * @returns the logits
 *
 * @example
 * ```ts
 * pneumoniaTarget(tf.tensor2d([[2], [-1]])).dataSync(); // [2, -1]
 * ```
 */
export function pneumoniaTarget(logits: tf.Tensor): tf.Tensor {
  return logits;
}

/**
 * Asks what speaks for NORMAL: the logit with its sign changed.
 *
 * @param logits - shape [n, 1]
 * @returns the negative logits
 *
 * @example
 * ```ts
 * normalTarget(tf.tensor2d([[2], [-1]])).dataSync(); // [-2, 1]
 * ```
 */
export function normalTarget(logits: tf.Tensor): tf.Tensor {
  return tf.neg(logits);
}
