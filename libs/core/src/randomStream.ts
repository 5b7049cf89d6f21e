import { philox4x32 } from './philox.ts';
import { PneumoError } from './pneumoError.ts';

/**
 * A named stream of random numbers that is a pure function of its seed, name and keys.
 * Two streams made from the same words give the same numbers; streams that differ in any word are
 * independent. Made by {@link randomStream}.
 */
export interface RandomStream {
  /** The next unsigned 32-bit integer. */
  nextUint32(): number;
  /** A number in [min, max), 0 to 1 by default. */
  uniform(min?: number, max?: number): number;
  /** A normally distributed number (Box-Muller), mean 0 and standard deviation 1 by default. */
  normal(mean?: number, standardDeviation?: number): number;
  /** A whole number from 0 to `count` - 1, without modulo bias. */
  integer(count: number): number;
  /** true with the given probability. */
  bernoulli(probability: number): boolean;
  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[];
}

/**
 * Opens the stream of random numbers that belongs to a seed, a stream name and further keys such as
 * epoch and sample id. Order of use elsewhere, workers and batch sizes change no draw.
 *
 * @param seed - the run's seed, a whole number from 0 to 2^53 - 1
 * @param name - what is drawn, such as `'augment'`; different names give independent streams
 * @param keys - whatever the draw depends on: epoch, sample id, step
 * @returns a stream that starts at its first number
 * @throws PneumoError `INVALID_ARGUMENT` when the seed is not such a number
 *
 * @example
 * ```ts
 * const a = randomStream(1, 'augment', 3, 'IM-0115');
 * const b = randomStream(1, 'augment', 3, 'IM-0115');
 * a.uniform() === b.uniform(); // true
 * ```
 */
export function randomStream(
  seed: number,
  name: string,
  ...keys: readonly (number | string)[]
): RandomStream {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `seed is ${String(seed)}; expected a whole number from 0 to 2^53 - 1.`,
      { details: { seed } },
    );
  }
  return new PhiloxStream(absorb(seed, [name, ...keys]));
}

/**
 * Hashes the words of a stream to 128 bits: their text, length first, in blocks of 16 bytes through
 * Philox keyed with the seed, each block added to the one before (as CBC-MAC does).
 */
function absorb(seed: number, words: readonly (number | string)[]): Uint32Array {
  const text = words
    .map((word) => (typeof word === 'number' ? `n${word}` : `s${word.length}:${word}`))
    .join('|');
  const bytes = new TextEncoder().encode(text);
  const key = Uint32Array.of(seed >>> 0, Math.floor(seed / 2 ** 32));
  const state = Uint32Array.of(bytes.length, 0, 0, 0);
  philox4x32(state, key, state);
  for (let start = 0; start < bytes.length; start += 16) {
    for (let i = 0; i < 16 && start + i < bytes.length; i++) {
      const word = i >> 2;
      state[word] = (state[word]! ^ (bytes[start + i]! << ((i & 3) * 8))) >>> 0;
    }
    philox4x32(state, key, state);
  }
  return state;
}

class PhiloxStream implements RandomStream {
  readonly #key: Uint32Array;
  readonly #counter: Uint32Array;
  readonly #block = new Uint32Array(4);
  #used = 4;
  #spareNormal: number | undefined;

  constructor(hash: Uint32Array) {
    this.#key = hash.slice(0, 2);
    this.#counter = Uint32Array.of(0, 0, hash[2]!, hash[3]!);
  }

  nextUint32(): number {
    if (this.#used === 4) {
      philox4x32(this.#counter, this.#key, this.#block);
      this.#counter[0]!++;
      if (this.#counter[0] === 0) this.#counter[1]!++;
      this.#used = 0;
    }
    return this.#block[this.#used++]!;
  }

  uniform(min = 0, max = 1): number {
    // 53 random bits, as Python's random.random and NumPy's random_sample make them.
    const unit = ((this.nextUint32() >>> 5) * 67108864 + (this.nextUint32() >>> 6)) / 9007199254740992;
    return min + unit * (max - min);
  }

  normal(mean = 0, standardDeviation = 1): number {
    let unit = this.#spareNormal;
    if (unit === undefined) {
      const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
      const angle = 2 * Math.PI * this.uniform();
      unit = radius * Math.cos(angle);
      this.#spareNormal = radius * Math.sin(angle);
    } else {
      this.#spareNormal = undefined;
    }
    return mean + standardDeviation * unit;
  }

  integer(count: number): number {
    if (!Number.isInteger(count) || count < 1 || count > 2 ** 32) {
      throw new PneumoError('INVALID_ARGUMENT', `count is ${String(count)}; expected 1 to 2^32.`);
    }
    // Numbers beyond the last whole multiple of count would favour small results.
    const limit = 2 ** 32 - (2 ** 32 % count);
    let value = this.nextUint32();
    while (value >= limit) value = this.nextUint32();
    return value % count;
  }

  bernoulli(probability: number): boolean {
    return this.uniform() < probability;
  }

  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [result[i], result[j]] = [result[j]!, result[i]!];
    }
    return result;
  }
}
