import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { MetricName } from '@pneumo/metrics';
import { UNBOUND } from '../config/boundSettings.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import type { RunMetrics } from '../pipeline/judge.ts';
import { EXPERIMENT_FILE } from '../run/claimExperiment.ts';
import type { RunFolder } from '../run/runFolder.ts';

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

/** What a run is called: its folder's name, behind that of its experiment where it is one of several. */
export function trackedPath(run: RunFolder): string[] {
  const above = dirname(run.path);
  const name = basename(run.path);
  return existsSync(join(above, EXPERIMENT_FILE)) ? [basename(above), name] : [name];
}

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
