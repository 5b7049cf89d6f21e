import type { Frame } from '../frame.ts';

const GLYPHS: Readonly<Record<'L' | 'R', readonly string[]>> = {
  L: ['#....', '#....', '#....', '#....', '#....', '#....', '#####'],
  R: ['####.', '#...#', '#...#', '####.', '#.#..', '#..#.', '#...#'],
};

/** A letter of 5 × 7 cells and where it stands, in fractions of the image. */
export interface Glyph {
  readonly letter: 'L' | 'R';
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly level: number;
}

/** Blends a letter into the image by the part of each pixel that it covers. */
export function drawGlyph(
  values: Float32Array,
  { width, height, channels, range: [black, white] }: Frame,
  { letter, x, y, height: share, level }: Glyph,
): void {
  const cell = (share * height) / 7;
  const left = x * width - 2.5 * cell;
  const top = y * height - 3.5 * cell;
  const grey = black + (white - black) * level;
  const lines = GLYPHS[letter];
  for (let row = Math.max(0, Math.floor(top)); row < Math.min(height, top + 7 * cell); row++) {
    for (let column = Math.max(0, Math.floor(left)); column < Math.min(width, left + 5 * cell); column++) {
      let covered = 0;
      for (let j = 0; j < 7; j++) {
        const high = overlap(row, top + j * cell, cell);
        if (high === 0) continue;
        for (let i = 0; i < 5; i++) {
          if (lines[j]![i] === '#') covered += high * overlap(column, left + i * cell, cell);
        }
      }
      const at = (row * width + column) * channels;
      for (let i = at; i < at + channels; i++) values[i] = values[i]! + (grey - values[i]!) * covered;
    }
  }
}

/** Length of the pixel from `pixel` to `pixel` + 1 that a cell covers. */
function overlap(pixel: number, start: number, cell: number): number {
  return Math.max(0, Math.min(pixel + 1, start + cell) - Math.max(pixel, start));
}
