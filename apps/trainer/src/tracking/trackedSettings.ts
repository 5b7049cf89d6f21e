import type { MetricName } from '@pneumo/metrics';
import { UNBOUND } from '../config/boundSettings.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import type { RunMetrics } from '../pipeline/judge.ts';

/** The figures that trackers show of a finished run. */
const SHOWN: readonly MetricName[] = [
  'auroc',
  'accuracy',
  'precision',
  'sensitivity',
  'specificity',
  'f1',
  'f1Normal',
];
const PARTS = ['validation', 'test', 'testAtHalf'] as const;

/** Names of the figures, such as `test/auroc`. */
export const FIGURE_NAMES: readonly string[] = PARTS.flatMap((part) =>
  SHOWN.map((metric) => `${part}/${metric}`),
);

/** The settings of a run as trackers show them: lists and policies become text. */
export function trackedSettings(config: TrainConfig): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => !(UNBOUND as readonly string[]).includes(key))
      .map(([key, value]) => [key, asText(value)]),
  );
}

function asText(value: TrainConfig[keyof TrainConfig]): string | number | boolean {
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

/** The figures of a finished run by name; those that are not defined are left out. */
export function trackedFigures(metrics: RunMetrics): Record<string, number> {
  return Object.fromEntries(
    PARTS.flatMap((part) =>
      SHOWN.flatMap((metric) => {
        const value = metrics[part]?.[metric].value ?? null;
        return value === null ? [] : [[`${part}/${metric}`, value] as const];
      }),
    ),
  );
}
