import type { GreyGrid } from './shrinkGrey.ts';

const SIDE = 8;

/**
 * The perceptual hash of a picture: which of the 64 lowest frequencies of its discrete cosine transform lie
 * over their median. Re-encoding, resizing and small changes of exposure turn few bits (pHash: Zauner, 2010,
 * "Implementation and benchmarking of perceptual image hash functions").
 *
 * @param grid - the picture, 32 × 32
 * @returns 16 hexadecimal digits
 */
export function perceptualHash(grid: GreyGrid): string {
  const { width, height, data } = grid;
  const across = cosines(width);
  const down = cosines(height);
  const lowAcross = new Float64Array(height * SIDE);
  for (let y = 0; y < height; y++) {
    for (let u = 0; u < SIDE; u++) {
      let sum = 0;
      for (let x = 0; x < width; x++) sum += data[y * width + x]! * across[u * width + x]!;
      lowAcross[y * SIDE + u] = sum;
    }
  }
  const frequencies = new Float64Array(SIDE * SIDE);
  for (let v = 0; v < SIDE; v++) {
    for (let u = 0; u < SIDE; u++) {
      let sum = 0;
      for (let y = 0; y < height; y++) sum += lowAcross[y * SIDE + u]! * down[v * height + y]!;
      frequencies[v * SIDE + u] = sum;
    }
  }
  // The mean brightness says nothing about what is seen and would shift the median.
  const sorted = frequencies.slice(1).sort();
  const median = sorted[sorted.length >> 1]!;
  let digits = '';
  for (let i = 0; i < SIDE * SIDE; i += 4) {
    let nibble = 0;
    for (let bit = 0; bit < 4; bit++)
      nibble = nibble * 2 + (i + bit > 0 && frequencies[i + bit]! > median ? 1 : 0);
    digits += nibble.toString(16);
  }
  return digits;
}

/** The first rows of the DCT-II without its constant factors. */
function cosines(size: number): Float64Array {
  const table = new Float64Array(SIDE * size);
  for (let u = 0; u < SIDE; u++)
    for (let x = 0; x < size; x++) table[u * size + x] = Math.cos((Math.PI * u * (2 * x + 1)) / (2 * size));
  return table;
}
