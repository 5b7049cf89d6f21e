/** How each of a row of results is a weighted sum of neighbouring values. */
export interface ResizeWeights {
  /** The first value of each result. */
  readonly starts: Int32Array;
  /** `taps` weights a result, which sum to 2^14. */
  readonly weights: Int16Array;
  /** Weights a result, those that are 0 counted. */
  readonly taps: number;
}

/** What the weights of a result sum to. */
const ONE = 2 ** 14;

/**
 * Weights of an antialiased linear resize, as Pillow's and torchvision's: a triangle over each result's place, as wide as
 * two results when shrinking and as two values when growing.
 *
 * @param length - values there are
 * @param extent - how much of them is image: less than `length` by a part of the last
 * @param results - values there will be
 * @param multiple - of which the number of taps is one
 */
export function triangleWeights(
  length: number,
  extent: number,
  results: number,
  multiple: number,
): ResizeWeights {
  const scale = extent / results;
  const support = Math.max(scale, 1);
  const taps = Math.ceil((2 * Math.ceil(support) + 1) / multiple) * multiple;
  const starts = new Int32Array(results);
  const weights = new Int16Array(results * taps);
  const row = new Float64Array(taps);
  for (let i = 0; i < results; i++) {
    const centre = (i + 0.5) * scale;
    const from = Math.max(0, Math.floor(centre - support + 0.5));
    const to = Math.min(length, Math.floor(centre + support + 0.5));
    let sum = 0;
    for (let j = from; j < to; j++) {
      const weight = Math.max(0, 1 - Math.abs(j + 0.5 - centre) / support);
      row[j - from] = weight;
      sum += weight;
    }
    let rest = ONE;
    let largest = 0;
    for (let j = 0; j < to - from; j++) {
      const weight = Math.round((row[j]! / sum) * ONE);
      weights[i * taps + j] = weight;
      rest -= weight;
      if (row[j]! > row[largest]!) largest = j;
    }
    weights[i * taps + largest]! += rest;
    starts[i] = from;
  }
  return { starts, weights, taps };
}
