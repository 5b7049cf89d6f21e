import type * as tf from '@tensorflow/tfjs-core';

/** The tensor of a layer's input, which tfjs-layers hands over bare or in a list of one. */
export function oneTensor(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? inputs[0]! : inputs;
}
