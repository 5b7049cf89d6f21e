import type { OperationChance } from '../augmentPolicy.ts';
import { aboutCentre } from '../geometry/affine.ts';
import type { GeometryDefinition } from './operationDefinition.ts';

/** Slants the image about its centre by slopes drawn uniformly and independently for both directions. */
export interface ShearOperation extends OperationChance {
  /** Names the operation. */
  type: 'shear';
  /** Largest slope of upright lines: pixels to the side for each pixel down, from 0 to 0.9. */
  x: number;
  /** Largest slope of level lines: pixels down for each pixel to the right, from 0 to 0.9. */
  y: number;
}

/** Slopes were drawn. */
export interface DrawnShear {
  /** Names the operation. */
  type: 'shear';
  /** Pixels to the right for each pixel down, the tangent of the shear angle; from -0.99 to 0.99. */
  x: number;
  /** Pixels down for each pixel to the right; from -0.99 to 0.99. */
  y: number;
}

/** Slants about the centre: (x, y) goes to (x + `x` y, y + `y` x). */
export const shear: GeometryDefinition<'shear'> = {
  kind: 'geometry',
  policyFields: { x: [0, 0.9], y: [0, 0.9] },
  recordFields: { x: [-0.99, 0.99], y: [-0.99, 0.99] },
  draw: ({ x, y }, stream) => ({ type: 'shear', x: stream.uniform(-x, x), y: stream.uniform(-y, y) }),
  inverse: ({ x, y }, width, height) => {
    const area = 1 - x * y;
    return aboutCentre(1 / area, -x / area, -y / area, 1 / area, width, height);
  },
};
