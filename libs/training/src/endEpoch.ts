import type { BestEpoch, FitSettings, FitState } from './checkpoint/checkpoint.ts';
import { updateEarlyStopping } from './earlyStopping.ts';
import { emptySums, historyRow } from './history.ts';
import type { HistoryRow, MemoryUse } from './history.ts';
import { improves, monitoredValue } from './monitor.ts';
import { updatePlateau } from './schedule/plateau.ts';

/**
 * Closes an epoch: its row of the history, and what schedule, early stopping and the search for the
 * best epoch make of it. A pure function; weights are the caller's concern.
 *
 * @param settings - the training's settings
 * @param state - after the epoch's last step
 * @param figures - what validation returned
 * @param clock - present when there is a clock
 * @param memory - present when somebody measures it
 * @returns the state in front of the next epoch, the row, and whether it is the best so far
 */
export function endEpoch(
  settings: FitSettings,
  state: FitState,
  figures: Readonly<Record<string, number>>,
  clock: { validationSeconds?: number } | undefined,
  memory?: MemoryUse,
): { next: FitState; row: HistoryRow; improved: boolean } {
  const { step, sums } = state;
  const epoch = state.epoch + 1;
  const row = historyRow({ epoch, step, steps: settings.batchesPerEpoch }, sums, figures, clock, memory);
  const { schedule, earlyStopping } = settings;
  const value = monitoredValue(settings.best, row);
  const improved = improves(settings.best, value, state.best?.value ?? null);
  const best: BestEpoch | null = improved
    ? { epoch, step, monitor: settings.best.monitor, value }
    : state.best;
  const next: FitState = {
    epoch,
    batch: 0,
    step,
    sums: emptySums,
    history: [...state.history, row],
    schedule:
      schedule.kind === 'plateau' && state.schedule
        ? updatePlateau(schedule, state.schedule, monitoredValue(schedule, row))
        : null,
    earlyStopping:
      earlyStopping && state.earlyStopping
        ? updateEarlyStopping(earlyStopping, state.earlyStopping, monitoredValue(earlyStopping, row))
        : null,
    best,
  };
  return { next, row, improved };
}
