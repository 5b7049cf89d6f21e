import { aboutCentre } from '../affine.ts';
import type { GeometryDefinition } from './operationDefinition.ts';

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
