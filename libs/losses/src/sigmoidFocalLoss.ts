import { checkNumber } from '@pneumo/core';
import * as tf from '@tensorflow/tfjs-core';
import type { LossOptions } from './lossOptions.ts';
import { crossEntropy, crossEntropyGradient, lossTerms } from './lossTerms.ts';

/** Options of {@link sigmoidFocalLoss}. */
export interface FocalLossOptions extends LossOptions {
  /**
   * Balance of the classes: label 1 counts `alpha` and label 0 counts `1 - alpha`; 0.25 by default, as
   * in the paper and torchvision. `null` for none, as where `classWeights` do that.
   */
  readonly alpha?: number | null;
  /** How much less an example counts that the model is sure of: 0 not at all, 2 by default. */
  readonly gamma?: number;
}

/**
 * Focal loss from logits, one value an example: binary cross-entropy times `q ** gamma`, where `q` is
 * the probability that the model gives to the wrong class, times alpha. With `gamma: 0, alpha: null` it
 * is {@link sigmoidBinaryCrossEntropy}. Finite, with finite gradients, for all finite logits.
 *
 * @param labels - 0 for NORMAL, 1 for PNEUMONIA, or between; shape [n] or [n, 1]; values are not checked
 * @param logits - shape [n] or [n, 1]; gradients flow to these only
 * @param options - alpha, gamma, class weights, sample weights, label smoothing
 * @returns the loss of each example, shape [n], which the caller owns
 * @throws PneumoError `INVALID_SHAPE`, `SHAPE_MISMATCH`, or `INVALID_ARGUMENT` for an option out of range
 *
 * @example
 * ```ts
 * const labels = tf.tensor1d([1, 1]);
 * const logits = tf.tensor1d([0, 4]);
 * sigmoidFocalLoss(labels, logits, { alpha: null, gamma: 2 }).dataSync(); // ≈ [0.173287, 0.000006]
 * ```
 *
 * Lin et al., "Focal loss for dense object detection", ICCV 2017; equal to torchvision's
 * `sigmoid_focal_loss(..., reduction='none')`.
 */
export function sigmoidFocalLoss(
  labels: tf.Tensor,
  logits: tf.Tensor,
  options: FocalLossOptions = {},
): tf.Tensor1D {
  const { alpha = 0.25, gamma = 2 } = options;
  if (alpha !== null) checkNumber('alpha', alpha, { min: 0, max: 1 });
  checkNumber('gamma', gamma, { min: 0, max: 100 });
  return tf.tidy(() => {
    const { y, z, positive, negative } = lossTerms('sigmoidFocalLoss', labels, logits, options);
    const loss = focal(z, y, positive, negative, gamma);
    if (alpha === null) return loss;
    return tf.mul(loss, tf.add(tf.mul(y, 2 * alpha - 1), 1 - alpha));
  });
}

function focal(
  z: tf.Tensor1D,
  y: tf.Tensor1D,
  positive: tf.Tensor1D,
  negative: tf.Tensor1D,
  gamma: number,
): tf.Tensor1D {
  const loss = tf.customGrad((...args) => {
    const [logit, label, up, down] = args as tf.Tensor1D[] as [
      tf.Tensor1D,
      tf.Tensor1D,
      tf.Tensor1D,
      tf.Tensor1D,
    ];
    (args.at(-1) as tf.GradSaveFunc)([logit, label, up, down]);
    return {
      value: tf.mul(tf.pow(wrongProbability(logit, label), gamma), crossEntropy(logit, up, down)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [l, t, u, d] = saved as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
        const zeros = tf.zerosLike(t);
        return [tf.mul(dy, focalGradient(l, t, u, d, gamma)), zeros, zeros.clone(), zeros.clone()];
      },
    };
  });
  return loss(z, y, positive, negative) as tf.Tensor1D;
}

/** Product rule on q^gamma × cross-entropy, with dq/dz = (1 - 2y) s (1 - s). */
function focalGradient(
  z: tf.Tensor1D,
  y: tf.Tensor1D,
  positive: tf.Tensor1D,
  negative: tf.Tensor1D,
  gamma: number,
): tf.Tensor1D {
  const q = wrongProbability(z, y);
  const slope = tf.mul(tf.sub(1, tf.mul(y, 2)), tf.mul(tf.sigmoid(z), tf.sigmoid(tf.neg(z))));
  // Where q underflows, q^(gamma - 1) would be infinite and times a loss of 0 NaN; the product tends to 0.
  const power = tf.mul(tf.pow(tf.maximum(q, 1e-30), gamma - 1), gamma);
  const first = tf.mul(tf.mul(power, slope), crossEntropy(z, positive, negative));
  return tf.add(first, tf.mul(tf.pow(q, gamma), crossEntropyGradient(z, positive, negative)));
}

/** y × sigmoid(-z) + (1 - y) × sigmoid(z); 1 - p_t in the paper, without its cancellation. */
function wrongProbability(z: tf.Tensor1D, y: tf.Tensor1D): tf.Tensor1D {
  return tf.add(tf.mul(y, tf.sigmoid(tf.neg(z))), tf.mul(tf.sub(1, y), tf.sigmoid(z)));
}
