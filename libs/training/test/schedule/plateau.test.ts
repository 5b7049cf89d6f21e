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

  it('refuses a figure that is no number, which would otherwise count as no improvement', () => {
    const schedule = fixture.plateaus[0]!.schedule;
    expect(() => updatePlateau(schedule, initialPlateauState(schedule), Number.NaN)).toThrow(/value is NaN/);
  });
});
