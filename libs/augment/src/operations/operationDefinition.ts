import type { PixelImage, RandomStream } from '@pneumo/core';
import type { Affine } from '../affine.ts';
import type { AugmentOperation } from '../augmentPolicy.ts';
import type { DrawnOperation } from '../augmentationRecord.ts';

/** Names of the operations. */
export type OperationType = AugmentOperation['type'];

/** The line of a policy that an operation reads. */
export type OperationOf<T extends OperationType> = Extract<AugmentOperation, { type: T }>;

/** The line of a record that an operation writes. */
export type DrawnOf<T extends OperationType> = Extract<DrawnOperation, { type: T }>;

/** Smallest and largest value of each number in a line, both included. */
export type FieldBounds<Line> = {
  readonly [K in Exclude<keyof Line, 'type' | 'probability'>]-?: readonly [min: number, max: number];
};

interface Definition<T extends OperationType> {
  /** Bounds of the numbers in a policy. */
  readonly policyFields: FieldBounds<OperationOf<T>>;
  /** Bounds of the numbers in a record. */
  readonly recordFields: FieldBounds<DrawnOf<T>>;
  /** Draws the numbers of one use. */
  draw(operation: OperationOf<T>, stream: RandomStream): DrawnOf<T>;
}

/** An operation that moves pixels. */
export interface GeometryDefinition<T extends OperationType> extends Definition<T> {
  /** Tells the kind. */
  readonly kind: 'geometry';
  /** Where the centre of an output pixel comes from: the inverse of what one sees. */
  inverse(drawn: DrawnOf<T>, width: number, height: number): Affine;
}

/** An operation that changes grey values. */
export interface IntensityDefinition<T extends OperationType> extends Definition<T> {
  /** Tells the kind. */
  readonly kind: 'intensity';
  /** Changes the values of one image in place; they must stay in the image's range. */
  change(drawn: DrawnOf<T>, values: Float32Array, image: PixelImage): void;
}

/** One operation: its numbers, its draw, and what it does. One file each, listed in `operations.ts`. */
export type OperationDefinition<T extends OperationType> = GeometryDefinition<T> | IntensityDefinition<T>;
