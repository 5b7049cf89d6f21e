import { readFileSync } from 'node:fs';

/** What NumPy writes: tools/reference/data/make_npy_fixtures.py. */
export const reference = JSON.parse(
  readFileSync(new URL('../fixtures/npy.json', import.meta.url), 'utf8'),
) as { name: string; file: string; shape: number[]; values: number[] }[];
