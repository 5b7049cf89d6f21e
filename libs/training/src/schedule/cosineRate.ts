import type { CosineSchedule } from './scheduleConfig.ts';

/** Half a cosine over `steps` steps: the first has the full rate; beyond the end the final rate stays. */
export function cosineRate(schedule: CosineSchedule, step: number, steps: number): number {
  const { learningRate, finalLearningRate = 0 } = schedule;
  const share = (1 + Math.cos(Math.PI * Math.min(1, step / steps))) / 2;
  return finalLearningRate + (learningRate - finalLearningRate) * share;
}
