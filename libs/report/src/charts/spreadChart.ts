import { type MetricName, spread } from '@pneumo/metrics';
import type { TopLevelSpec } from 'vega-lite';
import { figureNames } from '../format.ts';
import { palette } from '../palette.ts';
import type { SeedsPart } from '../seedsReportData.ts';
import { chartHead, measuredAxis, figureAxis } from './chartConfig.ts';

/**
 * The figures of repeated runs as dots on a line each, with a stroke at their mean: how far chance in training
 * moves a figure.
 *
 * @param runs - the figures of each run, at least one
 * @param metricsShown - the figures, from the top down; those that no run has are left out
 * @returns a Vega-Lite specification, data included
 *
 * @example
 * ```ts
 * import { binaryMetrics } from '@pneumo/metrics';
 * const values = binaryMetrics([0, 1, 1], [0.2, 0.4, 0.9], 0.5);
 * const run = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
 * const spec = spreadChart([run as SeedsPart['runs'][number]], ['auroc', 'sensitivity']);
 * ```
 */
export function spreadChart(runs: SeedsPart['runs'], metricsShown: readonly MetricName[]): TopLevelSpec {
  const rows = metricsShown.flatMap((metric) => {
    const values = runs.flatMap((run) => run[metric].value ?? []);
    if (values.length === 0) return [];
    const { mean } = spread(values);
    return values.map((value) => ({ figure: figureNames[metric].name, value, mean }));
  });
  const lowest = Math.min(1, ...rows.map(({ value }) => value));
  const from = Math.max(0, Math.floor((lowest - 0.02) * 20) / 20);
  const x = measuredAxis(from, 1);
  return {
    ...chartHead,
    width: 330,
    height: { step: 30 },
    data: { values: rows },
    layer: [
      {
        mark: { type: 'tick', thickness: 2, size: 18, color: palette.muted.light },
        encoding: {
          y: figureAxis,
          x: { field: 'mean', ...x, title: 'figure', axis: { tickCount: 5, format: '.2f' } },
        },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 0.75, color: palette.test.light },
        encoding: { y: figureAxis, x: { field: 'value', ...x } },
      },
    ],
  };
}
