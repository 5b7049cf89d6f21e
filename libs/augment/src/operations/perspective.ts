import type { OperationChance } from '../augmentPolicy.ts';
import { homography } from '../geometry/homography.ts';
import type { GeometryDefinition } from './operationDefinition.ts';

/** Moves each corner of the image inwards by distances drawn uniformly, as torchvision's RandomPerspective does. */
export interface PerspectiveOperation extends OperationChance {
  /** Names the operation. */
  type: 'perspective';
  /** Farthest move of a corner along each side, as a fraction of half of the side, from 0 to 0.9. */
  amount: number;
}

/** Corners were drawn. */
export interface DrawnPerspective {
  /** Names the operation. */
  type: 'perspective';
  /**
   * How far the corners move to the right and down, as fractions of width and height: x and y of the
   * upper left, upper right, lower right and lower left corner; each from -0.45 to 0.45.
   */
  corners: readonly number[];
}

/** Maps the image's four corners to four other places. */
export const perspective: GeometryDefinition<'perspective'> = {
  kind: 'geometry',
  policyFields: { amount: [0, 0.9] },
  recordFields: { corners: { list: [-0.45, 0.45], multipleOf: 8, maxLength: 8 } },
  recordRule: ({ corners }) =>
    isConvex(targets(corners, 1, 1)) ? undefined : 'corners moves them to a quadrilateral that is not convex',
  draw: ({ amount }, stream) => {
    const move = (): number => stream.uniform(0, amount / 2);
    return {
      type: 'perspective',
      corners: [move(), move(), -move(), move(), -move(), -move(), move(), -move()],
    };
  },
  inverse: ({ corners }, width, height) => homography(targets(corners, width, height), width, height),
};

/** Where the corners go; the image lies between (0, 0) and (width, height). */
function targets(corners: readonly number[], width: number, height: number): number[] {
  return [0, 0, 1, 0, 1, 1, 0, 1].map((unit, i) => (unit + corners[i]!) * (i % 2 === 0 ? width : height));
}

/** Whether one turns right, and visibly so, at each corner. */
function isConvex(points: readonly number[]): boolean {
  return [0, 1, 2, 3].every((i) => {
    const at = (corner: number, part: number): number => points[2 * ((i + corner) % 4) + part]!;
    const cross =
      (at(1, 0) - at(0, 0)) * (at(2, 1) - at(1, 1)) - (at(1, 1) - at(0, 1)) * (at(2, 0) - at(1, 0));
    return cross > 1e-3;
  });
}
