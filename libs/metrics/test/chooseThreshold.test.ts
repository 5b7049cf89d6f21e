import {
  chooseThreshold,
  confusionCounts,
  sensitivity,
  specificity,
  type ThresholdRule,
} from '@pneumo/metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tiedExamples } from './arbitraries.ts';
import { twoClassCases } from './fixtures.ts';

describe('chooseThreshold', () => {
  it.each(twoClassCases)('finds the Youden threshold of scikit-learn’s curve on $name', (one) => {
    const chosen = chooseThreshold(one.labels, one.probabilities, { kind: 'youden' });
    // A curve that never rises above the diagonal ends at the lowest score, as ours does.
    expect(chosen.value).toBe(one.youden!.value);
    expect(chosen.sensitivity).toBeCloseTo(one.youden!.sensitivity, 12);
    expect(chosen.specificity).toBeCloseTo(one.youden!.specificity, 12);
  });

  it.each(twoClassCases)('finds the highest threshold with enough sensitivity on $name', (one) => {
    for (const { atLeast, value } of one.atLeast!) {
      expect(chooseThreshold(one.labels, one.probabilities, { kind: 'sensitivity', atLeast }).value).toBe(
        value,
      );
    }
  });

  it('states the figures that its threshold has on the same data', () => {
    const rule = fc.oneof(
      fc.constant<ThresholdRule>({ kind: 'youden' }),
      fc
        .double({ min: 0.01, max: 1, noNaN: true })
        .map((atLeast): ThresholdRule => ({ kind: 'sensitivity', atLeast })),
      fc.double({ min: 0, max: 1, noNaN: true }).map((value): ThresholdRule => ({ kind: 'fixed', value })),
    );
    fc.assert(
      fc.property(tiedExamples, rule, ({ labels, scores }, rule) => {
        const chosen = chooseThreshold(labels, scores, rule);
        const counts = confusionCounts(labels, scores, chosen.value);
        expect(chosen.sensitivity).toBe(sensitivity(counts));
        expect(chosen.specificity).toBe(specificity(counts));
        if (rule.kind === 'sensitivity') expect(chosen.sensitivity).toBeGreaterThanOrEqual(rule.atLeast);
      }),
    );
  });

  it('takes the lowest of thresholds with the same Youden index', () => {
    // Both 0.8 and 0.4 give an index of 0.5.
    expect(chooseThreshold([1, 0, 1, 0], [0.8, 0.6, 0.4, 0.2], { kind: 'youden' })).toEqual({
      value: 0.4,
      rule: { kind: 'youden' },
      chosenOn: 'val',
      sensitivity: 1,
      specificity: 0.5,
      n: 4,
    });
  });

  it('needs both classes and a rule that can be', () => {
    expect(() => chooseThreshold([1, 1], [0.1, 0.2], { kind: 'youden' })).toThrow(
      'both classes are needed in',
    );
    expect(() => chooseThreshold([0, 1], [0.1, 0.2], { kind: 'sensitivity', atLeast: 95 })).toThrow(
      'rule.atLeast is 95',
    );
    expect(() => chooseThreshold([0, 1], [0.1, 0.2], { kind: 'f1' } as never)).toThrow("has kind 'f1'");
  });
});
