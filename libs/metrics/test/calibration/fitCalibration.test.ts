import {
  calibratedProbability,
  type CalibrationMethod,
  calibrationMethods,
  fitCalibration,
  logLoss,
} from '@pneumo/metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationCases, rounded } from '../calibrationFixture.ts';

const probabilities = (method: CalibrationMethod, labels: number[], logits: number[]): number[] => {
  const calibration = fitCalibration(method, labels, logits);
  return logits.map((logit) => calibratedProbability(calibration, logit));
};
const code = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};

describe.each(calibrationCases)('fitCalibration: $name', ({ labels, logits, ...expected }) => {
  it('finds the temperature that scipy finds', () => {
    expect(fitCalibration('temperature', labels, logits).temperature).toBeCloseTo(expected.temperature, 6);
  });

  it("finds scikit-learn's slope and intercept", () => {
    // scikit-learn stops at a gradient of about 1e-6.
    const { slope, intercept } = fitCalibration('platt', labels, logits);
    expect(slope).toBeCloseTo(expected.platt.slope, 4);
    expect(intercept).toBeCloseTo(expected.platt.intercept, 4);
  });

  it('finds the three parameters of beta calibration, 0 where one would be negative', () => {
    const fitted = rounded(fitCalibration('beta', labels, logits), 6);
    expect(fitted).toEqual(rounded({ method: 'beta', ...expected.beta }, 6));
  });

  it("finds scikit-learn's isotonic points, and its values between and outside them", () => {
    const calibration = fitCalibration('isotonic', labels, logits);
    expect(rounded(calibration, 10)).toEqual(rounded({ method: 'isotonic', ...expected.isotonic }, 10));
    expected.isotonicGrid.logits.forEach((logit, i) =>
      expect(calibratedProbability(calibration, logit)).toBeCloseTo(
        expected.isotonicGrid.probabilities[i]!,
        10,
      ),
    );
  });

  it('lowers the log loss by each method that has the sigmoid among its shapes', () => {
    for (const method of ['temperature', 'beta', 'isotonic'] as const)
      expect(logLoss(labels, probabilities(method, labels, logits))!, method).toBeLessThanOrEqual(
        expected.logLoss,
      );
  });

  it('makes the mean probability the frequency, where it fits a constant', () => {
    const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    for (const method of ['beta', 'isotonic'] as const)
      expect(mean(probabilities(method, labels, logits)), method).toBeCloseTo(mean(labels), 9);
  });
});

describe('fitCalibration', () => {
  it('gives the same whatever the order, and never falls with the logit', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: -30, max: 30 })), {
      minLength: 4,
      maxLength: 40,
    });
    fc.assert(
      fc.property(rows, fc.constantFrom(...calibrationMethods), (pairs, method) => {
        const labels = pairs.map(([label]) => label);
        const logits = pairs.map(([, tenths]) => tenths / 10);
        let calibration;
        try {
          calibration = fitCalibration(method, labels, logits);
        } catch (error) {
          expect((error as { code: string }).code).toMatch(/^(ONE_CLASS_ONLY|CALIBRATION_UNDETERMINED)$/);
          return;
        }
        const reversed = fitCalibration(method, labels.toReversed(), logits.toReversed());
        let last = 0;
        for (let logit = -5; logit <= 5; logit += 0.25) {
          const probability = calibratedProbability(calibration, logit);
          expect(probability).toBeGreaterThanOrEqual(last - 1e-12);
          expect(probability).toBeLessThanOrEqual(1);
          expect(calibratedProbability(reversed, logit)).toBeCloseTo(probability, 6);
          last = probability;
        }
      }),
      { numRuns: 200 },
    );
  });

  it('refuses logits with the same mean in both classes in every order, whatever rounding says', () => {
    const labels = [1, 1, 1, 0, 0];
    const logits = [-2.7, -0.3, 1.5, 0.2, -1.2];
    for (const order of [
      [0, 1, 2, 3, 4],
      [4, 3, 2, 1, 0],
      [2, 0, 4, 1, 3],
    ])
      expect(
        code(() =>
          fitCalibration(
            'platt',
            order.map((i) => labels[i]!),
            order.map((i) => logits[i]!),
          ),
        ),
      ).toBe('CALIBRATION_UNDETERMINED');
  });

  it('says when classes that are told apart leave no best temperature and beta; Platt and isotonic have one', () => {
    const labels = [0, 0, 1, 1];
    const logits = [-2, -1, 1, 3];
    const undetermined = 'CALIBRATION_UNDETERMINED';
    expect(code(() => fitCalibration('temperature', labels, logits))).toBe(undetermined);
    expect(code(() => fitCalibration('beta', labels, logits))).toBe(undetermined);
    // Two images of a class: the rule of succession says 3/4.
    const [, , high] = probabilities('platt', labels, logits);
    expect(high).toBeGreaterThan(0.6);
    expect(high).toBeLessThan(0.75);
    expect(probabilities('isotonic', labels, logits)).toEqual([0, 0, 1, 1]);
  });

  it('refuses equal logits, logits the wrong way round, one class and what is no number', () => {
    const undetermined = 'CALIBRATION_UNDETERMINED';
    expect(code(() => fitCalibration('platt', [0, 1, 1], [2, 2, 2]))).toBe(undetermined);
    for (const method of ['temperature', 'platt', 'beta'] as const)
      expect(
        code(() => fitCalibration(method, [0, 1, 0, 1], [3, -2, 1, 2])),
        method,
      ).toBe(undetermined);
    expect(code(() => fitCalibration('platt', [1, 1], [0, 1]))).toBe('ONE_CLASS_ONLY');
    expect(code(() => fitCalibration('platt', [0, 1], [0, NaN]))).toBe('INVALID_ARGUMENT');
    expect(code(() => fitCalibration('platt', [0, 1], [0]))).toBe('LENGTH_MISMATCH');
    expect(code(() => fitCalibration('magic' as 'platt', [0, 1], [0, 1]))).toBe('INVALID_ARGUMENT');
  });
});
