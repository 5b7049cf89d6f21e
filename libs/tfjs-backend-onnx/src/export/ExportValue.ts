import type { DataType } from '@tensorflow/tfjs-core';

/** Dimensions of a tensor of a layers model: the batch, which stays open, then known sizes. */
export type ExportShape = readonly [batch: null, ...sizes: number[]];

/** Zeros around the positions of a value: an operator of their own, or the padding of a convolution. */
export interface ExportBorder {
  /** What they stand around. */
  readonly of: ExportValue;
  /** Counts at the beginnings of the positions, then at their ends. */
  readonly pads: readonly number[];
  /** The form whose positions come last. */
  readonly form: ExportForm;
  /** Adds the operator and returns its name. */
  readonly make: () => string;
}

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
  /** None of its elements is less than zero. */
  readonly nonNegative?: boolean;
  /** It is another value with zeros around it, for which there is no operator until a form is asked for. */
  readonly border?: ExportBorder;
}

/** Which of its two forms a value is used in. */
export type ExportForm = 'plain' | 'first';

/** The form that costs least: the one that exists, channels first where both do. */
export function cheapestForm({ plain, first, border }: ExportValue): ExportForm {
  if (first !== undefined) return 'first';
  return plain === undefined && border !== undefined ? border.form : 'plain';
}

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
