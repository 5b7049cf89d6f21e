import type { OperationChance } from '../augmentPolicy.ts';
import { aboutCentre } from '../geometry/affine.ts';
import type { GeometryDefinition } from './operationDefinition.ts';

/** Turns the image about its centre by an angle drawn uniformly from -`degrees` to +`degrees`. */
export interface RotationOperation extends OperationChance {
  /** Names the operation. */
  type: 'rotation';
  /** Largest angle either way, in degrees, from 0 to 180. */
  degrees: number;
}

/** An angle was drawn. */
export interface DrawnRotation {
  /** Names the operation. */
  type: 'rotation';
  /** Counter-clockwise as seen, in degrees. */
  degrees: number;
}

/** Turns about the centre, counter-clockwise as seen, as torchvision's rotate, Pillow and scikit-image do. */
export const rotation: GeometryDefinition<'rotation'> = {
  kind: 'geometry',
  policyFields: { degrees: [0, 180] },
  recordFields: { degrees: [-180, 180] },
  draw: ({ degrees }, stream) => ({ type: 'rotation', degrees: stream.uniform(-degrees, degrees) }),
  inverse: ({ degrees }, width, height) => {
    const angle = (degrees * Math.PI) / 180;
    const cosine = Math.cos(angle);
    const sine = Math.sin(angle);
    // y points down, so turning back clockwise is the counter-clockwise matrix of the textbooks.
    return aboutCentre(cosine, -sine, sine, cosine, width, height);
  },
};
