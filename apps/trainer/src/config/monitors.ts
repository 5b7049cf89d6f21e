/**
 * What may decide about the best epoch, early stopping and the plateau schedule, and which way is better. Decisions
 * (accuracy and the like) are taken at 0.5, since no threshold is chosen before training ends.
 */
export const MONITORS = {
  valLoss: 'min',
  valAuroc: 'max',
  valAveragePrecision: 'max',
  valBrierScore: 'min',
  valAccuracy: 'max',
  valBalancedAccuracy: 'max',
  valSensitivity: 'max',
  valSpecificity: 'max',
  valPrecision: 'max',
  valNegativePredictiveValue: 'max',
  valF1: 'max',
  valF1Normal: 'max',
  valShiftAuroc: 'max',
  valShiftFloor: 'max',
} as const satisfies Record<string, 'min' | 'max'>;

/** The name of one of {@link MONITORS}. */
export type MonitorName = keyof typeof MONITORS;

/** Whether a figure needs the validation images under the shift suite. */
export function monitorsShifts(monitor: MonitorName): boolean {
  return monitor === 'valShiftAuroc' || monitor === 'valShiftFloor';
}
