import { logLoss, sigmoid } from '@pneumo/metrics';
import { describe, expect, it } from 'vitest';
import { calibrationCases } from './calibrationFixture.ts';

describe('logLoss', () => {
  it("equals scikit-learn's", () => {
    for (const { labels, logits, logLoss: expected } of calibrationCases)
      expect(logLoss(labels, logits.map(sigmoid))).toBeCloseTo(expected, 10);
  });

  it('is dear, not infinite, where a sure answer is wrong, and null where there is nothing', () => {
    expect(logLoss([1], [0])).toBeCloseTo(-Math.log(2 ** -52), 10);
    expect(logLoss([0], [1])).toBeCloseTo(-Math.log(2 ** -52), 10);
    expect(logLoss([], [])).toBeNull();
  });
});
