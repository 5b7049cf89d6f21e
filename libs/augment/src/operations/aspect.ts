import type { OperationChance } from '../augmentPolicy.ts';
import { aboutCentre } from '../geometry/affine.ts';
import type { GeometryDefinition } from './operationDefinition.ts';

/** Makes the picture wider and lower or narrower and higher, keeping its area, log-uniformly. */
export interface AspectOperation extends OperationChance {
  /** Names the operation. */
  type: 'aspect';
  /** The ratio of width to height changes by a factor from 1 / (1 + `amount`) to 1 + `amount`; from 0 to 1. */
  amount: number;
}

/** A change of the aspect ratio was drawn. */
export interface DrawnAspect {
  /** Names the operation. */
  type: 'aspect';
  /** The ratio of width to height is multiplied by it; from 0.1 to 10. */
  factor: number;
}

/** Stretches one side by the root of the factor and shortens the other by as much, about the centre. */
export const aspect: GeometryDefinition<'aspect'> = {
  kind: 'geometry',
  policyFields: { amount: [0, 1] },
  recordFields: { factor: [0.1, 10] },
  draw: ({ amount }, stream) => ({ type: 'aspect', factor: (1 + amount) ** stream.uniform(-1, 1) }),
  inverse: ({ factor }, width, height) => {
    const root = Math.sqrt(factor);
    return aboutCentre(1 / root, 0, 0, root, width, height);
  },
};
