import type { DataType } from '@tensorflow/tfjs-core';

/** Dimensions of a tensor of a layers model: the batch, which stays open, then known sizes. */
export type ExportShape = readonly [batch: null, ...sizes: number[]];

/**
 * One tensor of the model that is being exported. `plain` is its name as TensorFlow.js shapes it,
 * `first` with the last dimension (the channels) behind the batch; each form is made when first asked for.
 */
export interface ExportValue {
  /** Dimensions as TensorFlow.js has them. */
  readonly shape: ExportShape;
  /** Element type. */
  readonly dtype: DataType;
  /** Name of the form of that shape. */
  plain?: string;
  /** Name of the channels-first form; rank 3 to 5 only. */
  first?: string;
}

/** Which of its two forms a value is used in. */
export type ExportForm = 'plain' | 'first';

/**
 * The order that brings channels from last to second place, or back.
 *
 * @param rank - number of dimensions
 * @param to - the form wanted
 */
export function formOrder(rank: number, to: ExportForm): number[] {
  const positions = Array.from({ length: rank - 2 }, (_, axis) => axis + 1);
  return to === 'first' ? [0, rank - 1, ...positions] : [0, ...positions.map((axis) => axis + 1), 1];
}
