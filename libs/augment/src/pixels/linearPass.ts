import type { PixelData } from '@pneumo/core';

/** How to multiply, add and clip: by scripts, or by WebAssembly with the same results. */
export interface Passes {
  /** In place; gives the sum of the new values, or nothing where its last bits are not certain. */
  linear(
    values: Float32Array,
    factor: number,
    offset: number,
    range: readonly [number, number],
  ): number | undefined;
  /** To whole numbers. */
  linearInto(
    values: Float32Array,
    factor: number,
    offset: number,
    range: readonly [number, number],
    out: PixelData,
  ): void;
}

/** Multiplies, adds and clips in place, and gives the sum of the new values. */
export function linearPass(
  values: Float32Array,
  factor: number,
  offset: number,
  [black, white]: readonly [number, number],
): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]! * factor + offset;
    // The sum is that of what was stored.
    const stored = Math.fround(value < black ? black : value > white ? white : value);
    values[i] = stored;
    sum += stored;
  }
  return sum;
}

/** Multiplies, adds and clips, and rounds to whole numbers of 0 and above. */
export function linearPassInto(
  values: Float32Array,
  factor: number,
  offset: number,
  [black, white]: readonly [number, number],
  out: PixelData,
): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]! * factor + offset;
    out[i] = Math.fround(value < black ? black : value > white ? white : value) + 0.5;
  }
}

/** Rounds to whole numbers of 0 and above. */
export function roundInto(values: Float32Array, out: PixelData): void {
  for (let i = 0; i < values.length; i++) out[i] = values[i]! + 0.5;
}

/** The passes as scripts. */
export const SCRIPT_PASSES: Passes = { linear: linearPass, linearInto: linearPassInto };
