import { isPneumoError, randomStream } from '@pneumo/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const take = (stream: { nextUint32(): number }, count: number): number[] =>
  Array.from({ length: count }, () => stream.nextUint32());

describe('randomStream', () => {
  it('gives the same numbers for the same words and others for other words', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), fc.string(), fc.nat(), (seed, name, id, epoch) => {
        const numbers = take(randomStream(seed, name, epoch, id), 8);
        expect(take(randomStream(seed, name, epoch, id), 8)).toEqual(numbers);
        expect(take(randomStream(seed + 1, name, epoch, id), 8)).not.toEqual(numbers);
        expect(take(randomStream(seed, name, epoch + 1, id), 8)).not.toEqual(numbers);
        expect(take(randomStream(seed, `${name}x`, epoch, id), 8)).not.toEqual(numbers);
        expect(take(randomStream(seed, name, epoch, `${id}x`), 8)).not.toEqual(numbers);
      }),
    );
  });

  it('tells keys apart that would join to the same text', () => {
    expect(take(randomStream(1, 'a', 'b|s1:c'), 4)).not.toEqual(take(randomStream(1, 'a', 'b', 'c'), 4));
    expect(take(randomStream(1, 'a', 1), 4)).not.toEqual(take(randomStream(1, 'a', '1'), 4));
  });

  it('draws uniform numbers whose moments are those of the uniform distribution', () => {
    const stream = randomStream(3, 'moments');
    const values = Array.from({ length: 100_000 }, () => stream.uniform());
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.004);
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.002);
    expect(Math.min(...values.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values.slice(0, 1000))).toBeLessThan(1);
  });

  it('draws normal numbers with the moments of the normal distribution', () => {
    const stream = randomStream(3, 'normal');
    const values = Array.from({ length: 100_000 }, () => stream.normal(2, 3));
    const mean = values.reduce((a, b) => a + b) / values.length;
    const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
    const kurtosis = values.reduce((a, b) => a + ((b - mean) / deviation) ** 4, 0) / values.length;
    expect(Math.abs(mean - 2)).toBeLessThan(0.04);
    expect(Math.abs(deviation - 3)).toBeLessThan(0.03);
    expect(Math.abs(kurtosis - 3)).toBeLessThan(0.1);
  });

  it('draws every whole number equally often (chi-square below the 0.001 quantile)', () => {
    const stream = randomStream(11, 'integers');
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) counts[stream.integer(10)]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(27.88);
  });

  it('shuffles to a permutation and leaves the original alone', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.nat(), (items, seed) => {
        const before = [...items];
        const shuffled = randomStream(seed, 'shuffle').shuffle(items);
        expect(items).toEqual(before);
        expect([...shuffled].sort((a, b) => a - b)).toEqual([...items].sort((a, b) => a - b));
      }),
    );
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53])('refuses the seed %s', (seed) => {
    expect(() => randomStream(seed, 'x')).toThrow(/whole number from 0/);
    try {
      randomStream(seed, 'x');
    } catch (error) {
      expect(isPneumoError(error, 'INVALID_ARGUMENT')).toBe(true);
    }
  });
});
