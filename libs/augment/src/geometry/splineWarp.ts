import type { Warp } from './warp.ts';

/**
 * Displaces points by cubic B-splines over a grid of `cells` × `cells` cells that covers the image.
 * What one sees moves by the displacements: points are looked up that much before.
 *
 * @param x - (cells + 3)² displacements to the right, fractions of a cell
 * @param y - the same downwards
 */
export function splineWarp(
  cells: number,
  x: readonly number[],
  y: readonly number[],
  width: number,
  height: number,
): Warp {
  const stride = cells + 3;
  const cellWidth = width / cells;
  const cellHeight = height / cells;
  const across = new Float64Array(4);
  const down = new Float64Array(4);
  return (xs, ys, count) => {
    for (let i = 0; i < count; i++) {
      const column = spline((xs[i]! + 0.5) / cellWidth, cells, across);
      const row = spline((ys[i]! + 0.5) / cellHeight, cells, down);
      let dx = 0;
      let dy = 0;
      for (let j = 0; j < 4; j++) {
        const at = (row + j) * stride + column;
        const w = down[j]!;
        for (let k = 0; k < 4; k++) {
          dx += w * across[k]! * x[at + k]!;
          dy += w * across[k]! * y[at + k]!;
        }
      }
      xs[i] = xs[i]! - dx * cellWidth;
      ys[i] = ys[i]! - dy * cellHeight;
    }
  };
}

/** Fills in the four weights at a place of the grid and gives the first of its points; beyond the image as at its border. */
function spline(place: number, cells: number, weights: Float64Array): number {
  const held = place < 0 ? 0 : place > cells ? cells : place;
  const cell = Math.min(cells - 1, Math.floor(held));
  const t = held - cell;
  const s = 1 - t;
  weights[0] = (s * s * s) / 6;
  weights[1] = ((3 * t - 6) * t * t + 4) / 6;
  weights[2] = ((3 * s - 6) * s * s + 4) / 6;
  weights[3] = (t * t * t) / 6;
  return cell;
}
