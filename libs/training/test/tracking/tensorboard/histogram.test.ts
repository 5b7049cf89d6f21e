import { histogram } from '@pneumo/training';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('histogram(values)', () => {
  it('counts as numpy.histogram does', () => {
    // numpy.histogram([-2, -1, 0, 0.5, 3, 6], bins=4)
    const { limits, counts, count, sum, sumOfSquares } = histogram([-2, -1, 0, 0.5, 3, 6], 4);
    expect(counts).toEqual([2, 2, 1, 1]);
    expect(limits).toEqual([0, 2, 4, 6]);
    expect([count, sum, sumOfSquares]).toEqual([6, 6.5, 50.25]);
  });

  it('counts every value once, from the smallest to the largest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), { minLength: 1 }),
        (values) => {
          const { min, max, limits, counts } = histogram(Float32Array.from(values));
          expect(counts.reduce((sum, part) => sum + part, 0)).toBe(values.length);
          // + 0: zero of either sign is the same value.
          expect(min + 0).toBe(Math.min(...values) + 0);
          expect(limits.at(-1)! + 0).toBe(max + 0);
          expect(limits.every((limit, i) => i === 0 || limit >= limits[i - 1]!)).toBe(true);
        },
      ),
    );
  });

  it('puts equal values into one bucket', () => {
    expect(histogram([3, 3])).toMatchObject({ limits: [3], counts: [2] });
  });

  it('refuses nothing, and what is not finite', () => {
    expect(() => histogram([])).toThrow(/0 values/);
    expect(() => histogram([1, NaN])).toThrow(/not finite/);
  });
});
