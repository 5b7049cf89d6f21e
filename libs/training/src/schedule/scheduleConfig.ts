import { checkInteger, checkNumber, checkOneOf, checkPositive, PneumoError } from '@pneumo/core';
import type { Monitor } from '../monitor.ts';
import { checkMonitor } from '../monitor.ts';

/** A linear warm-up in front of a schedule. */
export interface WarmUp {
  /**
   * Steps over which the rate climbs linearly to the schedule's own: step s (from 0) gets the share
   * `(s + 1) / (warmUpSteps + 1)`. 0 by default.
   */
  readonly warmUpSteps?: number;
}

/** The same rate throughout. */
export interface ConstantSchedule extends WarmUp {
  /** Which schedule. */
  readonly kind: 'constant';
  /** The rate, above 0. */
  readonly learningRate: number;
}

/** Half a cosine from `learningRate` to `finalLearningRate` (Loshchilov and Hutter, 2017), after the warm-up. */
export interface CosineSchedule extends WarmUp {
  /** Which schedule. */
  readonly kind: 'cosine';
  /** The rate at the top, above 0. */
  readonly learningRate: number;
  /** The rate that the last step approaches, 0 by default. */
  readonly finalLearningRate?: number;
}

/**
 * Half a cosine again and again, each from the full rate down to 0 (Loshchilov and Hutter, 2017): at the end of each
 * cycle the model is a good one of its own, a snapshot (Huang et al., "Snapshot ensembles", 2017). Step for step as
 * PyTorch's CosineAnnealingWarmRestarts.
 */
export interface CyclicCosineSchedule {
  /** Which schedule. */
  readonly kind: 'cyclic-cosine';
  /** The rate at the start of each cycle, above 0. */
  readonly learningRate: number;
  /** Steps of one cycle, at least 1. */
  readonly cycleSteps: number;
}

/** One cycle up and down in two cosines (Smith and Topin, 2018), step for step as PyTorch's OneCycleLR. */
export interface OneCycleSchedule {
  /** Which schedule. */
  readonly kind: 'one-cycle';
  /** The rate at the top, above 0. */
  readonly learningRate: number;
  /** Share of all steps that climb, 0.3 by default; above 0 and below 1. */
  readonly climb?: number;
  /** The first rate is `learningRate / startDivisor`; 25 by default, at least 1. */
  readonly startDivisor?: number;
  /** The last rate is the first one divided by this; 10,000 by default, at least 1. */
  readonly finalDivisor?: number;
}

/** The rate is multiplied by `factor` after every `everySteps` steps; PyTorch's StepLR counted in steps. */
export interface StepSchedule extends WarmUp {
  /** Which schedule. */
  readonly kind: 'step';
  /** The first rate, above 0. */
  readonly learningRate: number;
  /** Steps between two changes, at least 1. */
  readonly everySteps: number;
  /** What the rate is multiplied by, 0.1 by default; above 0 and at most 1. */
  readonly factor?: number;
}

/** The rate falls when a figure of the history has not improved for some epochs; PyTorch's ReduceLROnPlateau. */
export interface PlateauSchedule extends WarmUp, Monitor {
  /** Which schedule. */
  readonly kind: 'plateau';
  /** The first rate, above 0. */
  readonly learningRate: number;
  /** What the rate is multiplied by, 0.1 by default; above 0 and below 1. */
  readonly factor?: number;
  /** Epochs without improvement that are let pass before the rate falls, 10 by default. */
  readonly patience?: number;
  /** Epochs after a fall in which nothing is counted, 0 by default. */
  readonly cooldown?: number;
  /** The rate never falls below this, 0 by default; where it is above the first rate, that stays. */
  readonly minLearningRate?: number;
}

/** A learning-rate schedule as plain JSON; it is stored with each checkpoint. */
export type ScheduleConfig =
  | ConstantSchedule
  | CosineSchedule
  | CyclicCosineSchedule
  | OneCycleSchedule
  | StepSchedule
  | PlateauSchedule;

const fields: Record<ScheduleConfig['kind'], readonly string[]> = {
  constant: ['warmUpSteps'],
  cosine: ['warmUpSteps', 'finalLearningRate'],
  'cyclic-cosine': ['cycleSteps'],
  'one-cycle': ['climb', 'startDivisor', 'finalDivisor'],
  step: ['warmUpSteps', 'everySteps', 'factor'],
  plateau: [
    'warmUpSteps',
    'monitor',
    'mode',
    'minDelta',
    'factor',
    'patience',
    'cooldown',
    'minLearningRate',
  ],
};

const BELOW_ONE = 1 - 2 ** -53;

/**
 * Checks a schedule, also one that came from a JSON file.
 *
 * @param schedule - what came
 * @returns the same value
 * @throws PneumoError `INVALID_ARGUMENT` naming the field, what came and what is allowed
 *
 * @example
 * ```ts
 * checkScheduleConfig({ kind: 'constant', learningRate: 0.001 }).kind; // 'constant'
 * ```
 */
export function checkScheduleConfig(schedule: ScheduleConfig): ScheduleConfig {
  const kinds = Object.keys(fields) as ScheduleConfig['kind'][];
  const kind = checkOneOf('schedule.kind', (schedule as ScheduleConfig | undefined)?.kind, kinds);
  const known = ['kind', 'learningRate', ...fields[kind]];
  for (const key of Object.keys(schedule)) {
    if (!known.includes(key)) {
      throw new PneumoError(
        'INVALID_ARGUMENT',
        `schedule has the field '${key}', which '${kind}' does not know; expected ${known.join(', ')}.`,
      );
    }
  }
  checkPositive('schedule.learningRate', schedule.learningRate);
  if (schedule.kind !== 'one-cycle' && schedule.kind !== 'cyclic-cosine')
    whole('warmUpSteps', schedule.warmUpSteps, 0);
  switch (schedule.kind) {
    case 'constant':
      break;
    case 'cosine':
      optional('finalLearningRate', schedule.finalLearningRate, { min: 0 });
      break;
    case 'cyclic-cosine':
      checkInteger('schedule.cycleSteps', schedule.cycleSteps, { min: 1 });
      break;
    case 'one-cycle':
      positive('climb', schedule.climb, BELOW_ONE);
      optional('startDivisor', schedule.startDivisor, { min: 1 });
      optional('finalDivisor', schedule.finalDivisor, { min: 1 });
      break;
    case 'step':
      checkInteger('schedule.everySteps', schedule.everySteps, { min: 1 });
      positive('factor', schedule.factor, 1);
      break;
    case 'plateau':
      checkMonitor('schedule', schedule);
      positive('factor', schedule.factor, BELOW_ONE);
      whole('patience', schedule.patience, 0);
      whole('cooldown', schedule.cooldown, 0);
      optional('minLearningRate', schedule.minLearningRate, { min: 0 });
  }
  return schedule;
}

function optional(field: string, value: number | undefined, bounds: { min?: number; max?: number }): void {
  if (value !== undefined) checkNumber(`schedule.${field}`, value, bounds);
}

function positive(field: string, value: number | undefined, max: number): void {
  if (value !== undefined) checkPositive(`schedule.${field}`, value, { max });
}

function whole(field: string, value: number | undefined, min: number): void {
  if (value !== undefined) checkInteger(`schedule.${field}`, value, { min });
}
