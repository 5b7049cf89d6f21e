import { adjustPrevalence, estimatePrevalence, sigmoid } from '@pneumo/metrics';
import { randomStream } from '@pneumo/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const inside = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
const any = fc.double({ min: 0, max: 1, noNaN: true });

describe('adjustPrevalence', () => {
  it("equals Bayes' theorem on two normal distributions", () => {
    // A feature x is N(1, 1) in the sick and N(-1, 1) in the healthy: log odds are 2x plus those of the prevalence.
    const odds = (p: number): number => Math.log(p / (1 - p));
    for (const x of [-2, -0.3, 0, 1.4])
      for (const [from, to] of [
        [0.74, 0.1],
        [0.5, 0.9],
      ] as const)
        expect(adjustPrevalence(sigmoid(2 * x + odds(from)), from, to)).toBeCloseTo(
          sigmoid(2 * x + odds(to)),
          12,
        );
  });

  it('comes back, keeps the order, and leaves 0 and 1', () => {
    fc.assert(
      fc.property(any, any, inside, inside, (p, q, from, to) => {
        const there = adjustPrevalence(p, from, to);
        expect(adjustPrevalence(there, to, from)).toBeCloseTo(p, 6);
        if (p < q) expect(there).toBeLessThanOrEqual(adjustPrevalence(q, from, to));
      }),
    );
    expect([adjustPrevalence(0, 0.7, 0.1), adjustPrevalence(1, 0.7, 0.1)]).toEqual([0, 1]);
  });

  it('refuses prevalences of 0 and 1', () => {
    expect(() => adjustPrevalence(0.5, 0, 0.1)).toThrow(
      /from is 0; expected a prevalence above 0 and below 1/,
    );
    expect(() => adjustPrevalence(0.5, 0.1, 1)).toThrow(/to is 1/);
    expect(() => adjustPrevalence(2, 0.1, 0.2)).toThrow(/probability is 2/);
  });
});

describe('estimatePrevalence', () => {
  it('finds the prevalence that images were drawn with', () => {
    const stream = randomStream(1, 'films');
    const sick = 600;
    const from = 0.74;
    // As above: calibrated at 0.74, used where 600 of 6000 are sick.
    const probabilities = Array.from({ length: 6000 }, (_, i) =>
      sigmoid(2 * stream.normal(i < sick ? 1 : -1, 1) + Math.log(from / (1 - from))),
    );
    expect(Math.abs(estimatePrevalence(probabilities, from) - 0.1)).toBeLessThan(0.015);
  });

  it('is where the likelihood is greatest', () => {
    const probabilities = [0.9, 0.4, 0.2, 0.3, 0.1, 0.8];
    const likelihood = (to: number): number =>
      probabilities.reduce((sum, p) => sum + Math.log((to * p) / 0.6 + ((1 - to) * (1 - p)) / 0.4), 0);
    const found = estimatePrevalence(probabilities, 0.6);
    for (const beside of [found - 1e-3, found + 1e-3])
      expect(likelihood(found)).toBeGreaterThan(likelihood(beside));
  });

  it('goes to the end where nobody is sick, and refuses no probabilities', () => {
    expect(estimatePrevalence([0.01, 0.02], 0.5)).toBeLessThan(1e-9);
    expect(() => estimatePrevalence([], 0.5)).toThrow(/no probabilities/);
  });
});
