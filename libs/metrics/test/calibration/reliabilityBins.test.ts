import { calibrationError, reliabilityBins, sigmoid } from '@pneumo/metrics';
import { describe, expect, it } from 'vitest';
import { calibrationCases } from '../calibrationFixture.ts';

describe.each(calibrationCases)('reliabilityBins: $name', ({ labels, logits, ...expected }) => {
  const probabilities = logits.map(sigmoid);

  it("equals scikit-learn's calibration curve", () => {
    const bins = reliabilityBins(labels, probabilities);
    expect(bins.map(({ frequency }) => frequency)).toEqual(expected.reliability.frequency);
    bins.forEach(({ meanProbability }, i) =>
      expect(meanProbability).toBeCloseTo(expected.reliability.said[i]!, 12),
    );
    expect(bins.reduce((sum, { n }) => sum + n, 0)).toBe(labels.length);
  });

  it('gives the expected calibration error', () => {
    expect(calibrationError(labels, probabilities)).toBeCloseTo(expected.calibrationError, 12);
  });
});

describe('reliabilityBins', () => {
  it('puts a probability on a bound into the bin below, as scikit-learn does', () => {
    const bounds = Array.from({ length: 11 }, (_, k) => k / 10);
    const bins = reliabilityBins(
      bounds.map(() => 1),
      bounds,
      10,
    );
    expect(bins.map(({ n }) => n)).toEqual([2, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

  it('has no error where there is nothing, and refuses logits', () => {
    expect(calibrationError([], [])).toBeNull();
    expect(() => reliabilityBins([1], [2])).toThrow(/apply sigmoid/);
  });
});
