import type { GreyGrid } from './shrinkGrey.ts';

/** Even strips around a picture: fractions of its width or height. */
export interface BorderWidths {
  /** At the left edge. */
  left: number;
  /** At the upper edge. */
  top: number;
  /** At the right edge. */
  right: number;
  /** At the lower edge. */
  bottom: number;
}

/** Up to this spread a row counts as even: compression leaves a little noise in a black strip. */
const EVEN = 0.02;
const WIDEST = 0.4;

/**
 * Finds strips of one even brightness along the edges, such as black bars beside a narrow film.
 *
 * @param grid - the picture
 * @returns the widths of the four strips
 */
export function borderWidths(grid: GreyGrid): BorderWidths {
  const { width, height } = grid;
  const row = (y: number) => line(grid, y * width, 1, width);
  const column = (x: number) => line(grid, x, width, height);
  return {
    left: evenLines(width, (i) => column(i)) / width,
    top: evenLines(height, (i) => row(i)) / height,
    right: evenLines(width, (i) => column(width - 1 - i)) / width,
    bottom: evenLines(height, (i) => row(height - 1 - i)) / height,
  };
}

/** How many lines from the edge are even and alike. */
function evenLines(count: number, lineAt: (i: number) => { mean: number; spread: number }): number {
  const first = lineAt(0);
  let lines = 0;
  while (lines < count * WIDEST) {
    const { mean, spread } = lineAt(lines);
    if (spread > EVEN || Math.abs(mean - first.mean) > EVEN) break;
    lines++;
  }
  return lines;
}

function line(
  { data }: GreyGrid,
  start: number,
  step: number,
  count: number,
): { mean: number; spread: number } {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < count; i++) {
    const value = data[start + i * step]!;
    sum += value;
    squares += value * value;
  }
  const mean = sum / count;
  return { mean, spread: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}
