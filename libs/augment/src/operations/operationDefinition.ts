import type { RandomStream } from '@pneumo/core';
import type { AugmentOperation } from '../augmentPolicy.ts';
import type { DrawnOperation } from '../augmentationRecord.ts';
import type { Frame } from '../frame.ts';
import type { Affine } from '../geometry/affine.ts';
import type { Warp } from '../geometry/warp.ts';
import type { Passes } from '../pixels/passes.ts';
import type { FieldSpec } from './fieldSpec.ts';

/** Names of the operations that stand in records. */
export type OperationType = DrawnOperation['type'];

/** Names of the lines of a policy that draw other operations and stand in no record. */
export type ExpansionType = Exclude<AugmentOperation['type'], OperationType>;

/** The line of a policy that an operation reads. */
export type OperationOf<T extends AugmentOperation['type']> = Extract<AugmentOperation, { type: T }>;

/** The line of a record that an operation writes. */
export type DrawnOf<T extends OperationType> = Extract<DrawnOperation, { type: T }>;

/** What each field of a line may hold. */
export type FieldSpecs<Line> = {
  readonly [K in Exclude<keyof Line, 'type' | 'probability'>]-?: FieldSpec;
};

/** Says what is wrong with a line whose fields are each in bounds, beginning with a field's name. */
export type LineRule<Line> = (line: Line) => string | undefined;

interface Definition<T extends OperationType> {
  /** Fields of the line of a policy. */
  readonly policyFields: FieldSpecs<OperationOf<T>>;
  /** Fields of the line of a record. */
  readonly recordFields: FieldSpecs<DrawnOf<T>>;
  /** What fields of a policy must fulfil together. */
  readonly policyRule?: LineRule<OperationOf<T>>;
  /** What fields of a record must fulfil together. */
  readonly recordRule?: LineRule<DrawnOf<T>>;
  /** Draws the numbers of one use. */
  draw(operation: OperationOf<T>, stream: RandomStream): DrawnOf<T>;
}

/** An operation that moves pixels. */
export interface GeometryDefinition<T extends OperationType> extends Definition<T> {
  /** Tells the kind. */
  readonly kind: 'geometry';
  /** Where the centre of an output pixel comes from: the inverse of what one sees. */
  inverse(drawn: DrawnOf<T>, width: number, height: number): Affine | Warp;
}

/** Does operations to an image of the frame's size, which stays as it is, and gives the new values. */
export type Replay = (operations: readonly DrawnOperation[], values: Float32Array) => Float32Array;

/** An operation that changes grey values. */
export interface IntensityDefinition<T extends OperationType> extends Definition<T> {
  /** Tells the kind. */
  readonly kind: 'intensity';
  /** Changes the values of one image in place; they must stay in the image's range. */
  change(drawn: DrawnOf<T>, values: Float32Array, frame: Frame, replay: Replay, passes: Passes): void;
  /**
   * For operations that multiply, add and clip, grey images only: the factor and what is added.
   * Neighbours in a record are then done in one pass. `mean` is asked for at most once.
   */
  linear?(drawn: DrawnOf<T>, frame: Frame, mean: () => number): readonly [factor: number, offset: number];
}

/** One operation: its fields, its draw, and what it does. One file each, listed in `operations.ts`. */
export type OperationDefinition<T extends OperationType> = GeometryDefinition<T> | IntensityDefinition<T>;

/** A line of a policy that draws other operations. */
export interface ExpansionDefinition<T extends ExpansionType> {
  /** Fields of the line of a policy. */
  readonly policyFields: FieldSpecs<OperationOf<T>>;
  /** Draws the operations of one use. */
  expand(operation: OperationOf<T>, stream: RandomStream): DrawnOperation[];
}
