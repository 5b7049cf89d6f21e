import type { OperationChance } from '../augmentPolicy.ts';
import { aboutCentre } from '../geometry/affine.ts';
import type { GeometryDefinition } from './operationDefinition.ts';

/** Enlarges or shrinks the image about its centre, log-uniformly from 1 / (1 + `amount`) to 1 + `amount`. */
export interface ScaleOperation extends OperationChance {
  /** Names the operation. */
  type: 'scale';
  /** Largest enlargement minus 1, from 0 to 1. */
  amount: number;
}

/** An enlargement was drawn. */
export interface DrawnScale {
  /** Names the operation. */
  type: 'scale';
  /** Larger than 1 enlarges; from 0.01 to 100. */
  factor: number;
}

/** Enlarges or shrinks about the centre. */
export const scale: GeometryDefinition<'scale'> = {
  kind: 'geometry',
  policyFields: { amount: [0, 1] },
  recordFields: { factor: [0.01, 100] },
  draw: ({ amount }, stream) => ({ type: 'scale', factor: (1 + amount) ** stream.uniform(-1, 1) }),
  inverse: ({ factor }, width, height) => aboutCentre(1 / factor, 0, 0, 1 / factor, width, height),
};
