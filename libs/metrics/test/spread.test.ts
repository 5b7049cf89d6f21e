import { spread } from '@pneumo/metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('spread(values)', () => {
  it("gives what numpy's mean and std(ddof=1) give", () => {
    // numpy 2.4: np.mean, np.std(ddof=1) of the same values.
    const { mean, standardDeviation, min, max, n } = spread([0.9482, 0.9613, 0.9551, 0.9397, 0.9633]);
    expect(mean).toBeCloseTo(0.95352, 15);
    expect(standardDeviation).toBeCloseTo(0.009720699563303065, 15);
    expect([min, max, n]).toEqual([0.9397, 0.9633, 5]);
  });

  it('has no standard deviation for one value', () => {
    expect(spread([0.5])).toEqual({ mean: 0.5, standardDeviation: null, min: 0.5, max: 0.5, n: 1 });
  });

  it('moves with its values, and does not care for their order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 9 }),
        (values) => {
          const moved = spread(values.map((value) => value + 8));
          const plain = spread([...values].reverse());
          expect(moved.mean).toBeCloseTo(plain.mean + 8, 12);
          expect(moved.standardDeviation!).toBeCloseTo(plain.standardDeviation!, 12);
        },
      ),
    );
  });

  it('refuses nothing and what is no number', () => {
    expect(() => spread([])).toThrow(/no values/);
    expect(() => spread([0.5, NaN])).toThrow(/the value NaN/);
  });
});
