import type { PixelData } from '@pneumo/core';
import { countsOf, roundEven } from './exactSum.ts';

/**
 * Multiplies, adds and clips in place, in single precision, and gives the sum of the new values, each rounded
 * as {@link exactSum} does.
 */
export function linearPass(
  values: Float32Array,
  factor: number,
  offset: number,
  range: readonly [number, number],
): number {
  const [black, white] = range;
  const scale = countsOf(range);
  const f = Math.fround(factor);
  const o = Math.fround(offset);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = Math.fround(Math.fround(values[i]! * f) + o);
    const clipped = Math.fround(value < black ? black : value > white ? white : value);
    values[i] = clipped;
    sum += roundEven(clipped * scale);
  }
  return sum / scale;
}

/** Multiplies, adds and clips, and rounds to whole numbers of 0 and above. */
export function linearPassInto(
  values: Float32Array,
  factor: number,
  offset: number,
  [black, white]: readonly [number, number],
  out: PixelData,
): void {
  const f = Math.fround(factor);
  const o = Math.fround(offset);
  for (let i = 0; i < values.length; i++) {
    const value = Math.fround(Math.fround(values[i]! * f) + o);
    out[i] = Math.fround(value < black ? black : value > white ? white : value) + 0.5;
  }
}

/** Rounds to whole numbers of 0 and above. */
export function roundInto(values: Float32Array, out: PixelData): void {
  for (let i = 0; i < values.length; i++) out[i] = values[i]! + 0.5;
}
