import * as tf from '@tensorflow/tfjs-core';
import type { LossOptions } from './lossOptions.ts';
import { crossEntropy, crossEntropyGradient, lossTerms } from './lossTerms.ts';

/**
 * Binary cross-entropy from logits, one value an example:
 * `positive × y × softplus(-z) + negative × (1 - y) × softplus(z)` for label `y` and logit `z`.
 *
 * Finite for all finite logits, and so is its gradient, which is exact at 0 too (the usual composition
 * of relu and abs has 0 there instead of 1/2). Reduce with `tf.mean`, which divides by the number of
 * examples, as Keras does; dividing by the sum of weights, as PyTorch's `NLLLoss` does, is the caller's.
 *
 * @param labels - 0 for NORMAL, 1 for PNEUMONIA, or between for mixed examples; shape [n] or [n, 1]. Values
 * are not checked, since that would wait for the device
 * @param logits - shape [n] or [n, 1]; gradients flow to these only
 * @param options - class weights, sample weights, label smoothing
 * @returns the loss of each example, shape [n], which the caller owns
 * @throws PneumoError `INVALID_SHAPE` for other ranks, `SHAPE_MISMATCH` when the counts differ,
 * `INVALID_ARGUMENT` for a negative weight or a smoothing outside 0..1
 *
 * @example
 * ```ts
 * const labels = tf.tensor1d([0, 1, 1]);
 * const logits = tf.tensor1d([0, 0, 2]);
 * sigmoidBinaryCrossEntropy(labels, logits).dataSync(); // ≈ [0.693147, 0.693147, 0.126928]
 * ```
 *
 * Equal to PyTorch's `binary_cross_entropy_with_logits(..., reduction='none')`.
 */
export function sigmoidBinaryCrossEntropy(
  labels: tf.Tensor,
  logits: tf.Tensor,
  options: LossOptions = {},
): tf.Tensor1D {
  return tf.tidy(() => {
    const terms = lossTerms('sigmoidBinaryCrossEntropy', labels, logits, options);
    const loss = tf.customGrad((z, positive, negative, save) => {
      const [p, n] = [positive as tf.Tensor1D, negative as tf.Tensor1D];
      (save as tf.GradSaveFunc)([z as tf.Tensor1D, p, n]);
      return {
        value: crossEntropy(z as tf.Tensor1D, p, n),
        gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
          const [logit, up, down] = saved as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
          return [tf.mul(dy, crossEntropyGradient(logit, up, down)), tf.zerosLike(up), tf.zerosLike(down)];
        },
      };
    });
    return loss(terms.z, terms.positive, terms.negative) as tf.Tensor1D;
  });
}
