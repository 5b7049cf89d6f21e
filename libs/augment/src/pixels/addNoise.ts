import type { Frame } from '../frame.ts';

/** Entries of the table: its outermost stand for 3.7 standard deviations. */
const ENTRIES = 4096;
let quantiles: Float32Array | undefined;

/**
 * Adds normal noise in place and clips. Each pair of pixels has one hash of (seed, index), whose two
 * halves choose from a table of 4,096 quantiles of the normal distribution: no logarithm a pixel, and
 * the same noise on every engine.
 */
export function addNoise(
  values: Float32Array,
  { channels, range: [black, white] }: Frame,
  deviation: number,
  seed: number,
): void {
  const table = noiseTable();
  const scale = Math.fround(deviation * (white - black));
  const pixels = values.length / channels;
  const start = noiseStart(seed);
  let bits = 0;
  for (let pixel = 0, at = 0; pixel < pixels; pixel++) {
    bits = (pixel & 1) === 0 ? mix((start + Math.imul(pixel, 0x9e3779b1)) | 0) : bits >>> 16;
    const noise = Math.fround(table[(bits >>> 4) & (ENTRIES - 1)]! * scale);
    for (let channel = 0; channel < channels; channel++, at++) {
      const value = Math.fround(values[at]! + noise);
      values[at] = value < black ? black : value > white ? white : value;
    }
  }
}

/** The quantiles from which noise is drawn. */
export function noiseTable(): Float32Array {
  return (quantiles ??= normalQuantiles());
}

/** What is hashed for the first pair of pixels. */
export function noiseStart(seed: number): number {
  return mix(seed ^ 0x9e3779b9);
}

/** A permutation of 32-bit numbers without visible pattern (lowbias32 of C. Wellons, "Prospecting for hash functions", 2018). */
function mix(x: number): number {
  let h = x ^ (x >>> 16);
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  return h ^ (h >>> 16);
}

/** Quantiles of the middle of each of as many equal parts, scaled to a variance of 1, to six digits. */
function normalQuantiles(): Float32Array {
  const table = Float64Array.from({ length: ENTRIES }, (_, i) => normalQuantile((i + 0.5) / ENTRIES));
  const deviation = Math.sqrt(table.reduce((sum, value) => sum + value * value, 0) / ENTRIES);
  return Float32Array.from(table, (value) => Math.round((value / deviation) * 1e6) / 1e6);
}

/** The quantile of the standard normal distribution by P. J. Acklam's rational approximation, relative error 1.2e-9. */
function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return (
      (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) *
        q +
        4.374664141464968) *
        q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) *
        q +
        1)
    );
  }
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  );
}
