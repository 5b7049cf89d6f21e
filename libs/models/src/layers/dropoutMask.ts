import { randomStream } from '@pneumo/core';

/** Where in a run a dropout mask belongs. */
export interface DropoutKey {
  /** The run's seed. */
  seed: number;
  /** Number of the optimiser step. */
  step: number;
}

/**
 * The number of 65,536 equally likely draws that drop an element: the rate on a grid of 16 bits.
 *
 * @param rate - probability of dropping, 0 to 1
 * @returns a whole number from 0 to 65,536
 */
export function dropThreshold(rate: number): number {
  return Math.round(rate * 65536);
}

/**
 * Draws a dropout mask: element `e` is 1 (kept) or 0 (dropped) as a pure function of seed, step,
 * layer and `e`, so that batch sizes and engines change nothing.
 *
 * A hash of the counter gives 32 bits for two elements: the mixing of triple32 (three rounds of
 * xor-shift and multiply, Chris Wellons, https://nullprogram.com/blog/2018/07/31/) with words of the
 * key folded in. Two rounds were tried and are too few: the number kept varied four times as much as
 * chance has it. The key comes from Philox; a Philox block for each element would take far longer.
 *
 * @param length - elements wanted
 * @param first - index of the first element in the whole batch
 * @param threshold - of {@link dropThreshold}
 * @param layer - the layer's name
 * @param key - seed and step
 * @returns one byte an element
 */
export function dropoutMask(
  length: number,
  first: number,
  threshold: number,
  layer: string,
  key: DropoutKey,
): Uint8Array {
  const stream = randomStream(key.seed, 'dropout', layer, key.step);
  const key0 = stream.nextUint32() | 0;
  const key1 = stream.nextUint32() | 0;
  const key2 = stream.nextUint32() | 0;
  const mask = new Uint8Array(length);
  // A draw of 16 bits is kept at or above the threshold; the sum carries into bit 16 exactly then,
  // which needs no branch that the processor would mispredict.
  const carry = 65536 - threshold;
  let element = 0;
  let word = Math.floor(first / 2);
  // Word w serves elements 2w (lower half) and 2w + 1 (upper half).
  if (first % 2 === 1 && length > 0) {
    mask[element++] = ((mix(word++, key0, key1, key2) >>> 16) + carry) >>> 16;
  }
  for (; element + 1 < length; element += 2, word++) {
    const bits = mix(word, key0, key1, key2);
    mask[element] = ((bits & 0xffff) + carry) >>> 16;
    mask[element + 1] = ((bits >>> 16) + carry) >>> 16;
  }
  if (element < length) mask[element] = ((mix(word, key0, key1, key2) & 0xffff) + carry) >>> 16;
  return mask;
}

function mix(word: number, key0: number, key1: number, key2: number): number {
  let x = word ^ key0;
  x = (Math.imul(x ^ (x >>> 17), 0xed5ad4bb) + key1) | 0;
  x = (Math.imul(x ^ (x >>> 11), 0xac4c1b51) + key2) | 0;
  x = Math.imul(x ^ (x >>> 15), 0x31848bab);
  return x ^ (x >>> 14);
}
