import { checkNumber } from '@pneumo/core';
import { improves } from '../monitor.ts';
import type { PlateauSchedule } from './scheduleConfig.ts';

/** What a plateau schedule remembers between epochs; stored with each checkpoint. */
export interface PlateauState {
  /** The rate now, before any warm-up share. */
  readonly learningRate: number;
  /** Best value so far; null before the first epoch. */
  readonly best: number | null;
  /** Epochs since then without improvement. */
  readonly wait: number;
  /** Epochs of the cooldown that are left. */
  readonly cooldown: number;
}

/**
 * The state in front of the first epoch.
 *
 * @param schedule - the plateau schedule
 * @returns the first rate, with nothing seen yet
 *
 * @example
 * ```ts
 * const schedule: PlateauSchedule = { kind: 'plateau', learningRate: 0.1, monitor: 'valLoss', mode: 'min' };
 * initialPlateauState(schedule); // { learningRate: 0.1, best: null, wait: 0, cooldown: 0 }
 * ```
 */
export function initialPlateauState(schedule: PlateauSchedule): PlateauState {
  return { learningRate: schedule.learningRate, best: null, wait: 0, cooldown: 0 };
}

/** The rate that the state stands for. */
export function plateauRate(schedule: PlateauSchedule, state: PlateauState | null): number {
  return state?.learningRate ?? schedule.learningRate;
}

/**
 * Takes in one epoch's figure, in the order of PyTorch's ReduceLROnPlateau (threshold_mode `abs`).
 *
 * @param schedule - the plateau schedule
 * @param state - after the epoch before
 * @param value - the monitored figure of this epoch
 * @returns the state for the next epoch
 * @throws PneumoError `INVALID_ARGUMENT` when the value is not a finite number
 *
 * @example
 * ```ts
 * const schedule: PlateauSchedule = { kind: 'plateau', learningRate: 0.1, monitor: 'valLoss', mode: 'min', patience: 1 };
 * let state = initialPlateauState(schedule);
 * for (const loss of [0.5, 0.6, 0.7]) state = updatePlateau(schedule, state, loss);
 * state.learningRate; // 0.01
 * ```
 */
export function updatePlateau(schedule: PlateauSchedule, state: PlateauState, value: number): PlateauState {
  const { factor = 0.1, patience = 10, cooldown: cooldownEpochs = 0, minLearningRate = 0 } = schedule;
  checkNumber('value', value);
  const better = improves(schedule, value, state.best);
  const best = better ? value : state.best;
  let wait = better ? 0 : state.wait + 1;
  let cooldown = state.cooldown;
  if (cooldown > 0) {
    cooldown--;
    wait = 0;
  }
  if (wait <= patience) return { learningRate: state.learningRate, best, wait, cooldown };
  const lower = Math.max(state.learningRate * factor, minLearningRate);
  // As PyTorch, which leaves a rate below the least one alone.
  const learningRate = Math.min(state.learningRate, lower);
  return { learningRate, best, wait: 0, cooldown: cooldownEpochs };
}
