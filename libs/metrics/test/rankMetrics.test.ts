import { auroc, averagePrecision } from '@pneumo/metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tiedExamples } from './arbitraries.ts';
import { cases } from './fixtures.ts';

describe('auroc', () => {
  it.each(cases)('equals scikit-learn on $name', ({ labels, probabilities, metrics }) => {
    if (metrics.auroc === null) expect(auroc(labels, probabilities)).toBeNull();
    else expect(auroc(labels, probabilities)).toBeCloseTo(metrics.auroc, 12);
  });

  it('is the share of pairs in the right order, ties counting half', () => {
    fc.assert(
      fc.property(tiedExamples, ({ labels, scores }) => {
        let right = 0;
        let pairs = 0;
        for (let i = 0; i < labels.length; i++) {
          for (let j = 0; j < labels.length; j++) {
            if (labels[i] !== 1 || labels[j] !== 0) continue;
            pairs++;
            right += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
          }
        }
        expect(auroc(labels, scores)).toBe(right / pairs);
      }),
    );
  });

  it('stays the same under every increasing function of the score', () => {
    fc.assert(
      fc.property(tiedExamples, fc.double({ min: 0.1, max: 5, noNaN: true }), ({ labels, scores }, a) => {
        const transformed = scores.map((score) => Math.exp(a * score) - 7);
        expect(auroc(labels, transformed)).toBe(auroc(labels, scores));
      }),
    );
  });

  it('becomes one minus itself when the labels or the scores flip', () => {
    fc.assert(
      fc.property(tiedExamples, ({ labels, scores }) => {
        const value = auroc(labels, scores)!;
        expect(
          auroc(
            labels.map((label) => 1 - label),
            scores,
          ),
        ).toBeCloseTo(1 - value, 12);
        expect(
          auroc(
            labels,
            scores.map((score) => -score),
          ),
        ).toBeCloseTo(1 - value, 12);
      }),
    );
  });

  it('does not depend on the order of the examples', () => {
    fc.assert(
      fc.property(tiedExamples, ({ labels, scores }) => {
        expect(auroc([...labels].reverse(), [...scores].reverse())).toBe(auroc(labels, scores));
      }),
    );
  });

  it('refuses scores that are not finite', () => {
    expect(() => auroc([0, 1], [0, Infinity])).toThrow('scores[1] is Infinity; expected a finite number');
  });
});

describe('averagePrecision', () => {
  it.each(cases)('equals scikit-learn on $name', ({ labels, probabilities, metrics }) => {
    if (metrics.averagePrecision === null) expect(averagePrecision(labels, probabilities)).toBeNull();
    else expect(averagePrecision(labels, probabilities)).toBeCloseTo(metrics.averagePrecision, 12);
  });

  it('is the prevalence where all scores are equal', () => {
    expect(averagePrecision([1, 0, 0, 0], [0.5, 0.5, 0.5, 0.5])).toBe(0.25);
  });
});
