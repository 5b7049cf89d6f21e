import {
  accuracy,
  balancedAccuracy,
  f1,
  f1Normal,
  negativePredictiveValue,
  precision,
  sensitivity,
  specificity,
} from '@pneumo/metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const count = fc.nat(50);
const counts = fc.record({
  truePositive: count,
  falsePositive: count,
  trueNegative: count,
  falseNegative: count,
});

describe('the ratios of a confusion table', () => {
  it('swap with their twins when the classes swap', () => {
    fc.assert(
      fc.property(counts, (c) => {
        const swapped = {
          truePositive: c.trueNegative,
          falsePositive: c.falseNegative,
          trueNegative: c.truePositive,
          falseNegative: c.falsePositive,
        };
        expect(sensitivity(swapped)).toBe(specificity(c));
        expect(precision(swapped)).toBe(negativePredictiveValue(c));
        expect(f1(swapped)).toBe(f1Normal(c));
        expect(accuracy(swapped)).toBe(accuracy(c));
        expect(balancedAccuracy(swapped)).toBe(balancedAccuracy(c));
      }),
    );
  });

  it('have F1 as the harmonic mean of precision and sensitivity', () => {
    fc.assert(
      fc.property(counts, (c) => {
        const p = precision(c);
        const r = sensitivity(c);
        if (p && r) expect(f1(c)).toBeCloseTo(2 / (1 / p + 1 / r), 12);
      }),
    );
  });

  it('are null without a denominator', () => {
    const nothing = { truePositive: 0, falsePositive: 0, trueNegative: 0, falseNegative: 0 };
    for (const ratio of [accuracy, balancedAccuracy, f1, f1Normal, negativePredictiveValue, precision]) {
      expect(ratio(nothing)).toBeNull();
    }
    expect(sensitivity({ ...nothing, trueNegative: 3 })).toBeNull();
    expect(specificity({ ...nothing, truePositive: 3 })).toBeNull();
    expect(f1({ ...nothing, trueNegative: 3 })).toBeNull();
  });
});
