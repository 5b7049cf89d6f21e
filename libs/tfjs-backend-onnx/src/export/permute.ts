import type { ExportWeight } from './LayerCall.ts';

/**
 * Permutes the dimensions of a tensor on the host, as tf.transpose does.
 *
 * @param weight - dimensions and elements
 * @param order - old axis of each new axis
 * @returns a copy in the new order
 */
export function permute({ shape, data }: ExportWeight, order: readonly number[]): ExportWeight {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((size, count) => size * count, 1));
  const newShape = order.map((axis) => shape[axis]!);
  const steps = order.map((axis) => strides[axis]!);
  const result = new Float32Array(data.length);
  const position = newShape.map(() => 0);
  let source = 0;
  for (let index = 0; index < result.length; index++) {
    result[index] = data[source]!;
    for (let axis = newShape.length - 1; axis >= 0; axis--) {
      position[axis]!++;
      source += steps[axis]!;
      if (position[axis]! < newShape[axis]!) break;
      source -= steps[axis]! * newShape[axis]!;
      position[axis] = 0;
    }
  }
  return { shape: newShape, data: result };
}
