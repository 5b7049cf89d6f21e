import { readFileSync } from 'node:fs';
import { initialPlateauState, learningRateAt, updatePlateau } from '@pneumo/training';
import type { PlateauSchedule } from '@pneumo/training';
import { describe, expect, it } from 'vitest';

interface Fixture {
  plateaus: { schedule: PlateauSchedule; values: number[]; rates: number[] }[];
}
const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/schedules.json', import.meta.url), 'utf8'),
) as Fixture;

describe('updatePlateau', () => {
  it.each(fixture.plateaus)('lowers the rate when PyTorch does: $schedule', ({ schedule, values, rates }) => {
    let state = initialPlateauState(schedule);
    for (const [epoch, value] of values.entries()) {
      state = updatePlateau(schedule, state, value);
      expect(learningRateAt(schedule, 1, 10, state)).toBeCloseTo(rates[epoch]!, 12);
    }
  });

  it('never raises the rate, also where the least one is above the first, as PyTorch', () => {
    const schedule: PlateauSchedule = {
      ...{ kind: 'plateau', monitor: 'valLoss', mode: 'min', patience: 0 },
      ...{ learningRate: 1e-4, minLearningRate: 1e-3 },
    };
    let state = initialPlateauState(schedule);
    for (const value of [1, 2, 3]) state = updatePlateau(schedule, state, value);
    expect(state.learningRate).toBe(1e-4);
  });

  it('refuses a figure that is no number, which would otherwise count as no improvement', () => {
    const schedule = fixture.plateaus[0]!.schedule;
    expect(() => updatePlateau(schedule, initialPlateauState(schedule), Number.NaN)).toThrow(/value is NaN/);
  });
});
