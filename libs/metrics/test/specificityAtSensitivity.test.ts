import { chooseThreshold, specificityAtSensitivity } from '@pneumo/metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tiedExamples } from './arbitraries.ts';
import { twoClassCases } from './fixtures.ts';

describe('specificityAtSensitivity', () => {
  it.each(twoClassCases)(
    "is the best of scikit-learn's ROC points on $name",
    ({ labels, probabilities, roc }) => {
      for (const atLeast of [0.01, 0.5, 0.9, 0.98, 1]) {
        const reaching = roc!.falsePositiveRate.filter((_, i) => roc!.truePositiveRate[i]! >= atLeast);
        expect(specificityAtSensitivity(labels, probabilities, atLeast)).toBeCloseTo(
          1 - Math.min(...reaching),
          12,
        );
      }
    },
  );

  it('is what a threshold chosen on the same examples gives, and falls where more sensitivity is asked for', () => {
    fc.assert(
      fc.property(
        tiedExamples,
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        ({ labels, scores }, atLeast) => {
          const probabilities = scores.map((score) => 1 / (1 + Math.exp(-score)));
          const specificity = specificityAtSensitivity(labels, probabilities, atLeast);
          const chosen = chooseThreshold(labels, probabilities, { kind: 'sensitivity', atLeast });
          expect(specificity).toBeCloseTo(chosen.specificity, 12);
          expect(specificity).toBeGreaterThanOrEqual(specificityAtSensitivity(labels, probabilities, 1)!);
        },
      ),
    );
  });

  it('refuses a sensitivity that cannot be, and is null where a class is missing', () => {
    expect(() => specificityAtSensitivity([0, 1], [0, 1], 98)).toThrow('atLeast is 98');
    expect(() => specificityAtSensitivity([0, 1], [0, 1], 0)).toThrow('atLeast is 0');
    expect(specificityAtSensitivity([1, 1], [0, 1], 0.9)).toBeNull();
    expect(specificityAtSensitivity([0, 0], [0, 1], 0.9)).toBeNull();
  });
});
