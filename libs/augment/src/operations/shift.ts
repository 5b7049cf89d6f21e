import type { OperationChance } from '../augmentPolicy.ts';
import type { GeometryDefinition } from './operationDefinition.ts';

/** Moves the image by distances drawn uniformly and independently for both directions. */
export interface ShiftOperation extends OperationChance {
  /** Names the operation. */
  type: 'shift';
  /** Largest shift to the left or right, as a fraction of the width, from 0 to 1. */
  x: number;
  /** Largest shift up or down, as a fraction of the height, from 0 to 1. */
  y: number;
}

/** A shift was drawn. */
export interface DrawnShift {
  /** Names the operation. */
  type: 'shift';
  /** To the right, as a fraction of the width. */
  x: number;
  /** Down, as a fraction of the height. */
  y: number;
}

/** Moves to the right and down. */
export const shift: GeometryDefinition<'shift'> = {
  kind: 'geometry',
  policyFields: { x: [0, 1], y: [0, 1] },
  recordFields: { x: [-1, 1], y: [-1, 1] },
  draw: ({ x, y }, stream) => ({ type: 'shift', x: stream.uniform(-x, x), y: stream.uniform(-y, y) }),
  inverse: ({ x, y }, width, height) => [1, 0, -x * width, 0, 1, -y * height],
};
