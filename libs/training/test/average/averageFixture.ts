import { readFileSync } from 'node:fs';

/** Figures of PyTorch, see tools/reference/training/averages.py. */
export interface AverageFixture {
  decay: number;
  rows: number[][];
  ema: number[][];
  swa: number[][];
  kernel: number[];
  batches: { images: number; pixels: number[] }[];
  norm1: { mean: number[]; variance: number[] };
  norm2: { mean: number[]; variance: number[] };
}

export const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/averages.json', import.meta.url), 'utf8'),
) as AverageFixture;

/** The greatest difference of two lists. */
export function difference(actual: ArrayLike<number>, expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)));
}
