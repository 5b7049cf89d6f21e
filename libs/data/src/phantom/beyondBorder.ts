import type { Film } from './film.ts';

/** Whether a point of the film, from -1 to 1, lies in the border that the collimator or the scanner left. */
export function beyondBorder({ border: [left, top, right, bottom] }: Film, x: number, y: number): boolean {
  return x < -1 + 2 * left || y < -1 + 2 * top || x > 1 - 2 * right || y > 1 - 2 * bottom;
}
