import type { Film } from './film.ts';

/** Whether a point of the film, from -1 to 1, lies in the border that the collimator or the scanner left. */
export function beyondBorder({ border }: Film, x: number, y: number): boolean {
  return x < -1 + 2 * border[0] || y < -1 + 2 * border[1] || x > 1 - 2 * border[2] || y > 1 - 2 * border[3];
}
