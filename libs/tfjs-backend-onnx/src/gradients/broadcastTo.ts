import { cast, reshape, tile } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Repeats the gradient of a reduction over the reduced axes. */
export function broadcastTo(dy: Tensor, shape: number[], axes: readonly number[]): Tensor {
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const repetitions = shape.map((size, axis) => (axes.includes(axis) ? size : 1));
  return tile(reshape(cast(dy, 'float32'), kept), repetitions);
}
