import type { StepSchedule } from './scheduleConfig.ts';

/** A staircase: multiplied by `factor` after every `everySteps` steps. */
export function stepRate(schedule: StepSchedule, step: number): number {
  return schedule.learningRate * (schedule.factor ?? 0.1) ** Math.floor(step / schedule.everySteps);
}
