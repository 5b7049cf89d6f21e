import { learningRateAt } from '@pneumo/training';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('a one-cycle schedule', () => {
  it('starts at its peak when the climb takes exactly one step', () => {
    const schedule = { kind: 'one-cycle', learningRate: 0.1, climb: 0.25 } as const;
    expect(learningRateAt(schedule, 0, 4)).toBeCloseTo(0.1, 12);
    expect(learningRateAt(schedule, 3, 4)).toBeCloseTo(0.1 / 25 / 1e4, 12);
  });

  it('stays above 0 and at most at its peak for any climb and length', () => {
    const cases = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(cases, fc.nat(60), ([totalSteps, part], step) => {
        const climb = Math.min(part / totalSteps, 0.99);
        const rate = learningRateAt({ kind: 'one-cycle', learningRate: 0.1, climb }, step, totalSteps);
        expect(rate).toBeGreaterThan(0);
        expect(rate).toBeLessThanOrEqual(0.1 + 1e-15);
      }),
    );
  });
});
