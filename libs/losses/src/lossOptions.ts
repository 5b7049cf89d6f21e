import type * as tf from '@tensorflow/tfjs-core';

/** A factor on the loss of each class. */
export interface ClassWeights {
  /** Factor for label 0, NORMAL; at least 0. */
  readonly negative: number;
  /** Factor for label 1, PNEUMONIA; at least 0. */
  readonly positive: number;
}

/** Options that all losses share. */
export interface LossOptions {
  /**
   * Factors on the two terms of the loss, 1 each by default. `{ negative: 1, positive: w }` is
   * PyTorch's `pos_weight: w`; n / (2 n_c) for each class is scikit-learn's `'balanced'`.
   */
  readonly classWeights?: ClassWeights;
  /** Factors on the examples, shape [n]; 1 each by default. */
  readonly sampleWeights?: tf.Tensor;
  /** s makes labels of 0 and 1 into s/2 and 1 - s/2, as in Keras; from 0 (default) to 1. */
  readonly labelSmoothing?: number;
}
