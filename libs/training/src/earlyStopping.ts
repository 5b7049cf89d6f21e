import { checkInteger, checkNumber } from '@pneumo/core';
import type { Monitor } from './monitor.ts';
import { checkMonitor, improves } from './monitor.ts';

/** Ends the training when a figure has not improved for a while. */
export interface EarlyStoppingConfig extends Monitor {
  /** Epochs without improvement after which training stops, at least 1. */
  readonly patience: number;
}

/** What early stopping remembers between epochs; stored with each checkpoint. */
export interface EarlyStoppingState {
  /** Best value so far; null before the first epoch. */
  readonly best: number | null;
  /** Epochs since then without improvement. */
  readonly wait: number;
  /** Whether the training is to stop. */
  readonly stop: boolean;
}

/**
 * The state in front of the first epoch.
 *
 * @example
 * ```ts
 * initialEarlyStoppingState; // { best: null, wait: 0, stop: false }
 * ```
 */
export const initialEarlyStoppingState: EarlyStoppingState = { best: null, wait: 0, stop: false };

/**
 * Takes in one epoch's figure: Keras' EarlyStopping as a pure function.
 *
 * @param config - what is monitored, and the patience
 * @param state - after the epoch before
 * @param value - the monitored figure of this epoch
 * @returns the state after this epoch
 * @throws PneumoError `INVALID_ARGUMENT` when the value is not a finite number
 *
 * @example
 * ```ts
 * const config: EarlyStoppingConfig = { monitor: 'valLoss', mode: 'min', patience: 2 };
 * let state = initialEarlyStoppingState;
 * for (const loss of [0.5, 0.6, 0.7]) state = updateEarlyStopping(config, state, loss);
 * state; // { best: 0.5, wait: 2, stop: true }
 * ```
 */
export function updateEarlyStopping(
  config: EarlyStoppingConfig,
  state: EarlyStoppingState,
  value: number,
): EarlyStoppingState {
  checkNumber('value', value);
  if (improves(config, value, state.best)) return { best: value, wait: 0, stop: false };
  const wait = state.wait + 1;
  return { best: state.best, wait, stop: wait >= config.patience };
}

/** Checks an early-stopping configuration. */
export function checkEarlyStopping(config: EarlyStoppingConfig): void {
  checkMonitor('earlyStopping', config);
  checkInteger('earlyStopping.patience', config.patience, { min: 1 });
}
