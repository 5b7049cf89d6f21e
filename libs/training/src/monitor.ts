import { checkNumber, checkOneOf, PneumoError } from '@pneumo/core';
import type { HistoryRow } from './history.ts';

/** Which figure of the history decides, and which way is better. */
export interface Monitor {
  /** A column of the history, such as `valLoss` or `valAuroc`. */
  readonly monitor: string;
  /** Whether smaller (`min`, as for a loss) or greater (`max`, as for AUROC) is better. */
  readonly mode: 'min' | 'max';
  /** An improvement smaller than this does not count; 0 by default. */
  readonly minDelta?: number;
}

/** Checks the fields of a {@link Monitor} that belongs to an option. */
export function checkMonitor(option: string, monitor: Monitor): void {
  if (typeof monitor.monitor !== 'string' || monitor.monitor === '') {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `${option}.monitor is ${String(monitor.monitor)}; expected a column of the history, such as 'valLoss'.`,
    );
  }
  checkOneOf(`${option}.mode`, monitor.mode, ['min', 'max']);
  if (monitor.minDelta !== undefined) checkNumber(`${option}.minDelta`, monitor.minDelta, { min: 0 });
}

/** Whether a value improves on the best so far by more than `minDelta`; the first value always does. */
export function improves(monitor: Monitor, value: number, best: number | null): boolean {
  if (best === null) return true;
  const gain = monitor.mode === 'min' ? best - value : value - best;
  return gain > (monitor.minDelta ?? 0);
}

/**
 * Takes the monitored figure from a row of the history.
 *
 * @throws PneumoError `MONITOR_MISSING` listing the columns there are
 */
export function monitoredValue(monitor: Monitor, row: HistoryRow): number {
  const value = row[monitor.monitor as keyof HistoryRow];
  if (typeof value !== 'number') {
    throw new PneumoError(
      'MONITOR_MISSING',
      `'${monitor.monitor}' is to be monitored, and the history has no such column; it has ${Object.keys(row).join(', ')}. Let validate() return that figure, or monitor another.`,
      { details: { monitor: monitor.monitor, columns: Object.keys(row) } },
    );
  }
  return value;
}
