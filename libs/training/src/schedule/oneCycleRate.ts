import type { OneCycleSchedule } from './scheduleConfig.ts';

/** PyTorch's OneCycleLR with cosine annealing and two phases, its off-by-one ends included. */
export function oneCycleRate(schedule: OneCycleSchedule, step: number, totalSteps: number): number {
  const { learningRate: top, climb = 0.3, startDivisor = 25, finalDivisor = 1e4 } = schedule;
  const start = top / startDivisor;
  // The last step of a phase has its final rate, hence the - 1.
  const peak = climb * totalSteps - 1;
  const last = totalSteps - 1;
  // A climb of exactly one step has no length: its only step is the peak, where the descent starts.
  if (step <= peak && peak > 0) return anneal(start, top, step / peak);
  return anneal(top, start / finalDivisor, last === peak ? 1 : Math.min(1, (step - peak) / (last - peak)));
}

function anneal(from: number, to: number, share: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2;
}
