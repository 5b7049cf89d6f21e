import { aboutCentre } from '../affine.ts';
import type { GeometryDefinition } from './operationDefinition.ts';

/** Enlarges or shrinks about the centre. */
export const scale: GeometryDefinition<'scale'> = {
  kind: 'geometry',
  policyFields: { amount: [0, 1] },
  recordFields: { factor: [0.01, 100] },
  draw: ({ amount }, stream) => ({ type: 'scale', factor: (1 + amount) ** stream.uniform(-1, 1) }),
  inverse: ({ factor }, width, height) => aboutCentre(1 / factor, 0, 0, 1 / factor, width, height),
};
