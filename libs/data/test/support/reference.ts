import { readFileSync } from 'node:fs';

/** What scikit-learn, Pillow and PyTorch say: tools/reference/data/make_fixtures.py. */
export const reference = JSON.parse(
  readFileSync(new URL('../fixtures/reference.json', import.meta.url), 'utf8'),
) as {
  stratified: {
    normal: number;
    pneumonia: number;
    fraction: number;
    train: [number, number];
    val: [number, number];
    trainWeights: [number, number];
  }[];
  resized: { png: string; size: number; pixels: number[] }[];
  colour: { png: string; luma: number[] };
  normalised: { grey: number[][]; images: number[] };
};
