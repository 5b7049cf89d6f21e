import { brierScore } from '@pneumo/metrics';
import { describe, expect, it } from 'vitest';
import { cases } from './fixtures.ts';

describe('brierScore', () => {
  it.each(cases)('is the mean squared distance on $name', ({ labels, probabilities, metrics }) => {
    expect(brierScore(labels, probabilities)).toBeCloseTo(metrics.brierScore!, 12);
  });

  it('is p (1 - p) where the prevalence p is always said', () => {
    expect(brierScore([1, 0, 0, 0], [0.25, 0.25, 0.25, 0.25])).toBe(0.1875);
  });
});
