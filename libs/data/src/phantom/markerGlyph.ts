import type { FilmMarker } from './film.ts';

const GLYPHS: Readonly<Record<FilmMarker['letter'], readonly string[]>> = {
  L: ['#....', '#....', '#....', '#....', '#....', '#....', '#####'],
  R: ['####.', '#...#', '#...#', '####.', '#.#..', '#..#.', '#...#'],
};

/** How far a point of the film lies in the marker's letter, smoothed over a pixel: 0 to 1. */
export function markerAt(marker: FilmMarker, x: number, y: number, pixel: number): number {
  const cell = marker.height / 7;
  const column = (x - marker.x) / cell;
  const row = (y - marker.y) / cell;
  const reach = Math.max(0.5, (0.5 * pixel) / cell);
  if (column < -reach || row < -reach || column > 5 + reach || row > 7 + reach) return 0;
  const glyph = GLYPHS[marker.letter];
  let covered = 0;
  for (let i = 0; i < 5; i++) {
    const wide = overlap(column - reach, column + reach, i);
    if (wide === 0) continue;
    for (let j = 0; j < 7; j++) {
      if (glyph[j]![i] === '#') covered += wide * overlap(row - reach, row + reach, j);
    }
  }
  return covered / (4 * reach * reach);
}

/** Length of [from, to] that lies in [cell, cell + 1]. */
function overlap(from: number, to: number, cell: number): number {
  return Math.max(0, Math.min(to, cell + 1) - Math.max(from, cell));
}
