import type { RandomStream } from '@pneumo/core';

const CELLS = 32;

/** A smooth random function of the plane with values from -1 to 1, one independent value a unit square, period 32. */
export type ValueNoise = (x: number, y: number) => number;

/** Draws a {@link ValueNoise}. */
export function valueNoise(stream: RandomStream): ValueNoise {
  const table = new Float64Array(CELLS * CELLS);
  for (let i = 0; i < table.length; i += 2) {
    // Two 16-bit values a word: plenty for a texture.
    const word = stream.nextUint32();
    table[i] = (word & 0xffff) / 32767.5 - 1;
    table[i + 1] = (word >>> 16) / 32767.5 - 1;
  }
  return (x, y) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const u = x - left;
    const v = y - top;
    const column = left & (CELLS - 1);
    const next = (left + 1) & (CELLS - 1);
    const row = (top & (CELLS - 1)) * CELLS;
    const below = ((top + 1) & (CELLS - 1)) * CELLS;
    const s = u * u * (3 - 2 * u);
    const t = v * v * (3 - 2 * v);
    const upper = table[row + column]! + (table[row + next]! - table[row + column]!) * s;
    const lower = table[below + column]! + (table[below + next]! - table[below + column]!) * s;
    return upper + (lower - upper) * t;
  };
}
