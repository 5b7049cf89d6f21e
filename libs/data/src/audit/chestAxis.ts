import type { GreyGrid } from './shrinkGrey.ts';

/** Where the chest lies on a film: the axis about which it is most nearly its own mirror image. */
export interface ChestAxis {
  /** Turn of the axis in degrees, counter-clockwise as seen. */
  rotation: number;
  /** Where the axis crosses the middle row, as a fraction of the width. */
  x: number;
  /** Correlation of the two sides, from -1 to 1; low where there is no chest to find. */
  symmetry: number;
}

const MOST_DEGREES = 18;
const MOST_SHIFT = 0.2;
/** Distances from the axis and places along it, as fractions of the grid. */
const ACROSS = Array.from({ length: 14 }, (_, i) => 0.03 + i * 0.03);
const ALONG = Array.from({ length: 25 }, (_, i) => -0.42 + i * 0.035);

/**
 * Finds the axis of a chest by mirror symmetry: of all lines within 18 degrees and 20 % of the middle, the
 * one whose two sides correlate best, first on a coarse grid of lines, then on a fine one around the best.
 *
 * @param grid - the film, square, about 48 × 48
 * @returns the axis
 */
export function chestAxis(grid: GreyGrid): ChestAxis {
  const coarse = best(grid, 0, 0, MOST_DEGREES, 3, MOST_SHIFT, 0.04);
  const fine = best(grid, coarse.rotation, coarse.shift, 3, 0.75, 0.04, 0.01);
  return { rotation: fine.rotation, x: 0.5 + fine.shift, symmetry: fine.symmetry };
}

interface Line {
  rotation: number;
  shift: number;
  symmetry: number;
}

function best(
  grid: GreyGrid,
  rotation: number,
  shift: number,
  degrees: number,
  degreeStep: number,
  reach: number,
  step: number,
): Line {
  let result: Line = { rotation, shift, symmetry: -2 };
  for (let turn = -degrees; turn <= degrees; turn += degreeStep) {
    for (let move = -reach; move <= reach + 1e-9; move += step) {
      const symmetry = symmetryAbout(grid, rotation + turn, shift + move);
      if (symmetry > result.symmetry) result = { rotation: rotation + turn, shift: shift + move, symmetry };
    }
  }
  return result;
}

/** Correlation of what lies left and right of a line. */
function symmetryAbout({ width, height, data }: GreyGrid, rotation: number, shift: number): number {
  const angle = (rotation * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let [n, sumL, sumR, sumLL, sumRR, sumLR] = [0, 0, 0, 0, 0, 0];
  for (const t of ALONG) {
    // Counter-clockwise as seen, with rows counted downwards: the top of the axis leans to the left.
    const baseX = (0.5 + shift + t * sin) * width;
    const baseY = (0.5 + t * cos) * height;
    for (const d of ACROSS) {
      const [stepX, stepY] = [d * cos * width, -d * sin * height];
      const left = at(baseX - stepX, baseY - stepY);
      const right = at(baseX + stepX, baseY + stepY);
      if (left < 0 || right < 0) continue;
      n++;
      sumL += left;
      sumR += right;
      sumLL += left * left;
      sumRR += right * right;
      sumLR += left * right;
    }
  }
  // A line at the edge has few pairs, and few pairs agree easily.
  if (n < (ALONG.length * ACROSS.length) / 2) return -1;
  const [varL, varR] = [sumLL - (sumL * sumL) / n, sumRR - (sumR * sumR) / n];
  return varL <= 1e-9 || varR <= 1e-9 ? -1 : (sumLR - (sumL * sumR) / n) / Math.sqrt(varL * varR);

  /** The nearest cell, or -1 outside. */
  function at(x: number, y: number): number {
    const [column, row] = [Math.floor(x), Math.floor(y)];
    return column < 0 || row < 0 || column >= width || row >= height ? -1 : data[row * width + column]!;
  }
}
