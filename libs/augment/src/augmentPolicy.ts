/**
 * What stands beyond the border of an image when geometry pulls it into the frame:
 * - `'edge'`: the nearest pixel of the border, repeated (as Keras' ImageDataGenerator does by default);
 * - `'reflect'`: the image mirrored at its border, the border pixel included (SciPy's `reflect`);
 * - a number from 0 (black) to 1 (white): that grey.
 */
export type BorderFill = 'edge' | 'reflect' | number;

/** What every operation of a policy may say. */
export interface OperationChance {
  /** How often the operation is used, from 0 to 1. Default: 1, always. */
  probability?: number;
}

/** Mirrors left and right. On a chest film the heart changes sides: right where only the lungs decide. */
export interface HorizontalFlipOperation extends OperationChance {
  /** Names the operation. */
  type: 'horizontalFlip';
}

/** Turns the image about its centre by an angle drawn uniformly from -`degrees` to +`degrees`. */
export interface RotationOperation extends OperationChance {
  /** Names the operation. */
  type: 'rotation';
  /** Largest angle either way, in degrees, from 0 to 180. */
  degrees: number;
}

/** Moves the image by distances drawn uniformly and independently for both directions. */
export interface ShiftOperation extends OperationChance {
  /** Names the operation. */
  type: 'shift';
  /** Largest shift to the left or right, as a fraction of the width, from 0 to 1. */
  x: number;
  /** Largest shift up or down, as a fraction of the height, from 0 to 1. */
  y: number;
}

/** Enlarges or shrinks the image about its centre, log-uniformly from 1 / (1 + `amount`) to 1 + `amount`. */
export interface ScaleOperation extends OperationChance {
  /** Names the operation. */
  type: 'scale';
  /** Largest enlargement minus 1, from 0 to 1. */
  amount: number;
}

/** Multiplies the image by a factor drawn uniformly from 1 - `amount` to 1 + `amount`. */
export interface BrightnessOperation extends OperationChance {
  /** Names the operation. */
  type: 'brightness';
  /** Largest change of the factor, from 0 to 1. */
  amount: number;
}

/** Stretches the image about its mean grey by a factor drawn uniformly from 1 - `amount` to 1 + `amount`. */
export interface ContrastOperation extends OperationChance {
  /** Names the operation. */
  type: 'contrast';
  /** Largest change of the factor, from 0 to 1. */
  amount: number;
}

/** One line of an {@link AugmentPolicy}: what may happen to an image, and how strongly. */
export type AugmentOperation =
  | HorizontalFlipOperation
  | RotationOperation
  | ShiftOperation
  | ScaleOperation
  | BrightnessOperation
  | ContrastOperation;

/**
 * What may happen to a training image: plain JSON, a part of a run's configuration.
 * Geometric operations are composed, in their order, into one resampling; the operations on grey
 * values follow, in their order.
 *
 * @example
 * ```ts
 * const policy: AugmentPolicy = { version: 1, fill: 'edge', operations: [{ type: 'rotation', degrees: 5 }] };
 * policy.operations.length; // 1
 * ```
 */
export interface AugmentPolicy {
  /** Version of this format. */
  version: 1;
  /** What stands beyond the border. */
  fill: BorderFill;
  /** The operations, in order. */
  operations: readonly AugmentOperation[];
}
