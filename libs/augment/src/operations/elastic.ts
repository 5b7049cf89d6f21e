import type { OperationChance } from '../augmentPolicy.ts';
import { splineWarp } from '../geometry/splineWarp.ts';
import type { GeometryDefinition } from './operationDefinition.ts';

/**
 * Bends the image smoothly: displacements drawn uniformly at the points of a coarse grid, between
 * them cubic B-splines (as Ronneberger et al., U-Net, 2015, and Choi and Lee, 2000).
 */
export interface ElasticOperation extends OperationChance {
  /** Names the operation. */
  type: 'elastic';
  /** Cells of the grid along each side, from 1 to 16: more bend finer. */
  cells: number;
  /** Farthest displacement along each side, as a fraction of a cell, from 0 to 0.4: nothing folds over. */
  amount: number;
}

/** Displacements were drawn. */
export interface DrawnElastic {
  /** Names the operation. */
  type: 'elastic';
  /** Cells of the grid along each side. */
  cells: number;
  /**
   * To the right, as a fraction of a cell, at each of the (`cells` + 3)² points, row by row; the
   * grid begins one cell beyond the upper left corner. From -0.4 to 0.4.
   */
  x: readonly number[];
  /** Down, in the same order. */
  y: readonly number[];
}

/** Displaces each point by a smooth field. */
export const elastic: GeometryDefinition<'elastic'> = {
  kind: 'geometry',
  policyFields: { cells: { integer: [1, 16] }, amount: [0, 0.4] },
  recordFields: {
    cells: { integer: [1, 16] },
    x: { list: [-0.4, 0.4], multipleOf: 1, maxLength: 361 },
    y: { list: [-0.4, 0.4], multipleOf: 1, maxLength: 361 },
  },
  recordRule: ({ cells, x, y }) => {
    const points = (cells + 3) ** 2;
    return x.length === points && y.length === points
      ? undefined
      : `x and y hold ${x.length} and ${y.length} numbers; expected ${points} for ${cells} cells`;
  },
  draw: ({ cells, amount }, stream) => {
    const field = (): number[] =>
      // Six digits move no pixel visibly and keep the record short.
      Array.from({ length: (cells + 3) ** 2 }, () => Math.round(stream.uniform(-amount, amount) * 1e6) / 1e6);
    return { type: 'elastic', cells, x: field(), y: field() };
  },
  inverse: ({ cells, x, y }, width, height) => splineWarp(cells, x, y, width, height),
};
