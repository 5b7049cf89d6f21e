import { checkPositive } from '@pneumo/core';
import { addN, div, maximum, mul, scalar, sqrt, square, sum } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

/**
 * The length of all gradients seen as one vector. Call it inside a `tidy`.
 *
 * @param gradients - tensors of any shapes, at least one
 * @returns a scalar
 *
 * @example
 * ```ts
 * globalNorm([tf.tensor1d([3]), tf.tensor2d([[4]])]).dataSync()[0]; // 5
 * ```
 */
export function globalNorm(gradients: readonly Tensor[]): Scalar {
  return sqrt(addN(gradients.map((gradient) => sum(square(gradient))))) as Scalar;
}

/**
 * Scales gradients so that their {@link globalNorm} is at most `clipNorm`; shorter ones are
 * multiplied by 1. Call it inside a `tidy`. Pascanu, Mikolov and Bengio, 2013.
 *
 * @param gradients - tensors of any shapes
 * @param norm - their global norm
 * @param clipNorm - the greatest norm allowed, above 0
 * @returns scaled gradients in the same order
 * @throws PneumoError `INVALID_ARGUMENT` when `clipNorm` is not a finite number above 0
 *
 * @example
 * ```ts
 * const gradients = [tf.tensor1d([3, 4])];
 * Array.from(clipByGlobalNorm(gradients, globalNorm(gradients), 1)[0]!.dataSync()); // [0.6, 0.8]
 * ```
 */
export function clipByGlobalNorm(gradients: readonly Tensor[], norm: Scalar, clipNorm: number): Tensor[] {
  checkPositive('clipNorm', clipNorm);
  const limit = scalar(clipNorm);
  const factor = div(limit, maximum(norm, limit));
  return gradients.map((gradient) => mul(gradient, factor));
}
