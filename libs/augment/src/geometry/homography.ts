import type { Warp } from './warp.ts';

/**
 * The projective map that takes a quadrilateral back to the image's rectangle.
 *
 * @param corners - x and y of the upper left, upper right, lower right and lower left corner, where
 *   the image lies between (0, 0) and (width, height)
 */
export function homography(corners: readonly number[], width: number, height: number): Warp {
  const rectangle = [0, 0, width, 0, width, height, 0, height];
  const rows: number[][] = [];
  for (let i = 0; i < 8; i += 2) {
    const [x, y] = [corners[i]!, corners[i + 1]!];
    const [u, v] = [rectangle[i]!, rectangle[i + 1]!];
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  }
  const [a, b, c, d, e, f, g, h] = solve(rows) as [...Eight];
  return (xs, ys, count) => {
    for (let i = 0; i < count; i++) {
      // Whole numbers are the centres of pixels, half a pixel inside of the outer corner.
      const x = xs[i]! + 0.5;
      const y = ys[i]! + 0.5;
      const w = g * x + h * y + 1;
      xs[i] = (a * x + b * y + c) / w - 0.5;
      ys[i] = (d * x + e * y + f) / w - 0.5;
    }
  };
}

type Eight = [number, number, number, number, number, number, number, number];

/** Gaussian elimination with row pivots; each row holds its right side last. */
function solve(rows: number[][]): number[] {
  const n = rows.length;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const lead = rows[column]!;
    for (let row = 0; row < n; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / lead[column]!;
      for (let i = column; i <= n; i++) rows[row]![i] = rows[row]![i]! - factor * lead[i]!;
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}
