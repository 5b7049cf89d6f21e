import { PneumoError, checkNumber } from '@pneumo/core';
import * as tf from '@tensorflow/tfjs-core';
import type { LossOptions } from './lossOptions.ts';

/** What the losses are made of, each of shape [n]. */
export interface LossTerms {
  /** Smoothed labels. */
  y: tf.Tensor1D;
  /** Logits. */
  z: tf.Tensor1D;
  /** Factor of softplus(-z): class weight × sample weight × label. */
  positive: tf.Tensor1D;
  /** Factor of softplus(z): class weight × sample weight × (1 - label). */
  negative: tf.Tensor1D;
}

/** Checks the arguments of a loss and forms its terms; call it inside a tidy. */
export function lossTerms(
  name: string,
  labels: tf.Tensor,
  logits: tf.Tensor,
  options: LossOptions,
): LossTerms {
  const { classWeights, sampleWeights, labelSmoothing = 0 } = options;
  const n = checkVector(name, 'logits', logits);
  checkCount(name, 'labels', labels, n);
  if (sampleWeights !== undefined) checkCount(name, 'sampleWeights', sampleWeights, n);
  checkNumber('labelSmoothing', labelSmoothing, { min: 0, max: 1 });
  if (classWeights !== undefined) {
    checkNumber('classWeights.negative', classWeights.negative, { min: 0 });
    checkNumber('classWeights.positive', classWeights.positive, { min: 0 });
  }
  const z: tf.Tensor1D = tf.reshape(logits, [n]);
  let y = tf.cast(tf.reshape(labels, [n]), 'float32') as tf.Tensor1D;
  if (labelSmoothing > 0) y = tf.add(tf.mul(y, 1 - labelSmoothing), labelSmoothing / 2);
  let positive = y;
  let negative: tf.Tensor1D = tf.sub(1, y);
  if (classWeights !== undefined) {
    positive = tf.mul(positive, classWeights.positive);
    negative = tf.mul(negative, classWeights.negative);
  }
  if (sampleWeights !== undefined) {
    const weights = tf.reshape(sampleWeights, [n]);
    positive = tf.mul(positive, weights);
    negative = tf.mul(negative, weights);
  }
  return { y, z, positive, negative };
}

/**
 * positive × softplus(-z) + negative × softplus(z), where softplus(z) = log(1 + e^z) is the negative
 * log-probability of label 0.
 */
export function crossEntropy(z: tf.Tensor1D, positive: tf.Tensor1D, negative: tf.Tensor1D): tf.Tensor1D {
  // softplus(z) = relu(z) + log1p(e^-|z|): nothing overflows, and small losses keep their digits.
  const linear = tf.add(tf.mul(positive, tf.relu(tf.neg(z))), tf.mul(negative, tf.relu(z)));
  const rest = tf.log1p(tf.exp(tf.neg(tf.abs(z))));
  return tf.add(linear, tf.mul(tf.add(positive, negative), rest));
}

/** The derivative of {@link crossEntropy} by z: negative × sigmoid(z) - positive × sigmoid(-z). */
export function crossEntropyGradient(
  z: tf.Tensor1D,
  positive: tf.Tensor1D,
  negative: tf.Tensor1D,
): tf.Tensor1D {
  return tf.sub(tf.mul(negative, tf.sigmoid(z)), tf.mul(positive, tf.sigmoid(tf.neg(z))));
}

function checkVector(name: string, argument: string, tensor: tf.Tensor): number {
  const { shape } = tensor;
  if (shape.length === 1 || (shape.length === 2 && shape[1] === 1)) return shape[0]!;
  throw new PneumoError(
    'INVALID_SHAPE',
    `${argument} of ${name} has shape [${shape.join(', ')}]; expected [n] or [n, 1], one value an example.`,
    { details: { function: name, argument, shape } },
  );
}

function checkCount(name: string, argument: string, tensor: tf.Tensor, n: number): void {
  const count = checkVector(name, argument, tensor);
  if (count === n) return;
  throw new PneumoError(
    'SHAPE_MISMATCH',
    `${argument} of ${name} has shape [${tensor.shape.join(', ')}] and there are ${n} logits; ` +
      'expected one value for each logit. Nothing is broadcast.',
    { details: { function: name, argument, shape: tensor.shape, logits: n } },
  );
}
