import { checkInteger } from '@pneumo/core';
import { cosineRate } from './cosineRate.ts';
import { oneCycleRate } from './oneCycleRate.ts';
import { plateauRate } from './plateau.ts';
import type { PlateauState } from './plateau.ts';
import type { ScheduleConfig } from './scheduleConfig.ts';
import { stepRate } from './stepRate.ts';

/**
 * The learning rate of one step: a pure function of the schedule, the step and, for a plateau
 * schedule, of its state.
 *
 * @param schedule - which schedule, and its numbers
 * @param step - steps completed before this one, from 0
 * @param totalSteps - steps of the whole training
 * @param state - of a plateau schedule; the initial state when left out
 * @returns the rate, at least 0
 * @throws PneumoError `INVALID_ARGUMENT` when `step` or `totalSteps` is not a whole number
 *
 * @example
 * ```ts
 * const schedule: ScheduleConfig = { kind: 'cosine', learningRate: 0.01 };
 * learningRateAt(schedule, 0, 100); // 0.01
 * learningRateAt(schedule, 50, 100); // 0.005
 * ```
 */
export function learningRateAt(
  schedule: ScheduleConfig,
  step: number,
  totalSteps: number,
  state?: PlateauState | null,
): number {
  checkInteger('step', step, { min: 0 });
  checkInteger('totalSteps', totalSteps, { min: 1 });
  if (schedule.kind === 'one-cycle') return oneCycleRate(schedule, step, totalSteps);
  if (schedule.kind === 'cyclic-cosine') {
    const { learningRate, cycleSteps } = schedule;
    return cosineRate({ kind: 'cosine', learningRate }, step % cycleSteps, cycleSteps);
  }
  const warmUpSteps = schedule.warmUpSteps ?? 0;
  const afterWarmUp = Math.max(0, step - warmUpSteps);
  const warmUp = step < warmUpSteps ? (step + 1) / (warmUpSteps + 1) : 1;
  switch (schedule.kind) {
    case 'constant':
      return warmUp * schedule.learningRate;
    case 'cosine':
      return warmUp * cosineRate(schedule, afterWarmUp, Math.max(1, totalSteps - warmUpSteps));
    case 'step':
      return warmUp * stepRate(schedule, afterWarmUp);
    case 'plateau':
      return warmUp * plateauRate(schedule, state ?? null);
  }
}
