import { readFileSync } from 'node:fs';
import { learningRateAt } from '@pneumo/training';
import type { ScheduleConfig } from '@pneumo/training';
import { describe, expect, it } from 'vitest';

interface Fixture {
  steps: { schedule: ScheduleConfig; totalSteps: number; rates: number[] }[];
}
const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/schedules.json', import.meta.url), 'utf8'),
) as Fixture;

describe('learningRateAt', () => {
  it.each(fixture.steps)(
    'gives the rates of the PyTorch scheduler for $schedule',
    ({ schedule, totalSteps, rates }) => {
      for (const [step, rate] of rates.entries()) {
        const ours = learningRateAt(schedule, step, totalSteps);
        expect(Math.abs(ours / rate - 1)).toBeLessThan(1e-9);
      }
    },
  );

  it('climbs linearly to the schedule over the warm-up, then starts it', () => {
    const schedule: ScheduleConfig = { kind: 'cosine', learningRate: 0.8, warmUpSteps: 3 };
    const plain: ScheduleConfig = { kind: 'cosine', learningRate: 0.8 };
    const rates = [0, 1, 2, 3].map((step) => learningRateAt(schedule, step, 13));
    expect(rates).toEqual([0.8 * 0.25, 0.8 * 0.5, 0.8 * 0.75, 0.8]);
    expect(learningRateAt(schedule, 8, 13)).toBe(learningRateAt(plain, 5, 10));
  });

  it('stays at the final rate when steps go beyond the end', () => {
    const schedule: ScheduleConfig = { kind: 'cosine', learningRate: 0.1, finalLearningRate: 0.01 };
    expect(learningRateAt(schedule, 500, 10)).toBeCloseTo(0.01, 12);
  });

  it('is finite for a one-cycle schedule of any length', () => {
    for (let total = 1; total <= 12; total++) {
      for (let step = 0; step < total; step++) {
        const rate = learningRateAt({ kind: 'one-cycle', learningRate: 0.1 }, step, total);
        expect(rate).toBeGreaterThan(0);
        expect(rate).toBeLessThanOrEqual(0.1);
      }
    }
  });

  it('refuses a step that is not a whole number', () => {
    expect(() => learningRateAt({ kind: 'constant', learningRate: 1 }, 0.5, 10)).toThrow(/step is 0.5/);
  });

  it("starts anew after every cycle, as PyTorch's CosineAnnealingWarmRestarts", () => {
    const rates = [0.1, 0.08535533905932738, 0.05, 0.014644660940672627, 0.1, 0.08535533905932738, 0.05];
    rates.forEach((rate, step) =>
      expect(
        learningRateAt({ kind: 'cyclic-cosine', learningRate: 0.1, cycleSteps: 4 }, step, 8),
      ).toBeCloseTo(rate, 12),
    );
  });
});
