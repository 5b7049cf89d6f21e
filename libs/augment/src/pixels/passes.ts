import type { PixelData } from '@pneumo/core';
import type { Frame } from '../frame.ts';
import { addNoise } from './addNoise.ts';
import { convolveRowsAndColumns } from './convolveRowsAndColumns.ts';
import { linearPass, linearPassInto, roundInto } from './linearPass.ts';

/** What is done to all values of an image: by scripts, or by WebAssembly with the same results. */
export interface Passes {
  /** Multiplies, adds and clips in place; gives the sum of the new values, see `exactSum`. */
  linear(values: Float32Array, factor: number, offset: number, range: readonly [number, number]): number;
  /** The same, to whole numbers. */
  linearInto(
    values: Float32Array,
    factor: number,
    offset: number,
    range: readonly [number, number],
    out: PixelData,
  ): void;
  /** Rounds to whole numbers. */
  roundInto(values: Float32Array, out: PixelData): void;
  /** Adds normal noise in place and clips. */
  noise(values: Float32Array, frame: Frame, deviation: number, seed: number): void;
  /** Convolves rows and columns in place. */
  convolve(values: Float32Array, frame: Frame, half: Float64Array): void;
}

/** The passes as scripts. */
export const SCRIPT_PASSES: Passes = {
  linear: linearPass,
  linearInto: linearPassInto,
  roundInto,
  noise: addNoise,
  convolve: convolveRowsAndColumns,
};
