import type { Comparison, MetricName } from '@pneumo/metrics';
import type { TopLevelSpec } from 'vega-lite';
import { figureNames } from '../format.ts';
import { palette } from '../palette.ts';
import { chartHead, measuredAxis, figureAxis } from './chartConfig.ts';

/**
 * Differences of figures with their intervals around a line at zero (a forest plot): where an interval crosses
 * the line no difference is seen.
 *
 * @param comparison - what `comparePredictions` gave
 * @param metricsShown - the figures, from the top down
 * @returns a Vega-Lite specification, data included
 *
 * @example
 * ```ts
 * import { comparePredictions } from '@pneumo/metrics';
 * const row = (id, label, probability) => ({ id, patient: id, label, logit: 0, probability, model: 'cnn', split: 'test' });
 * const run = { predictions: [row('a', 0, 0.2), row('b', 1, 0.7)], threshold: 0.5 };
 * const spec = differenceChart(comparePredictions([run], [run], { seed: 1, resamples: 50 }), ['auroc']);
 * ```
 */
export function differenceChart(
  { metrics }: Pick<Comparison, 'metrics'>,
  metricsShown: readonly MetricName[],
): TopLevelSpec {
  const rows = metricsShown.flatMap((name) => {
    const { value, low, high } = metrics[name].difference;
    return value === null
      ? []
      : [{ figure: figureNames[name].name, value, low: low ?? value, high: high ?? value }];
  });
  const reach = Math.max(0.01, ...rows.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)])) * 1.1;
  const x = measuredAxis(-reach, reach);
  return {
    ...chartHead,
    width: 330,
    height: { step: 30 },
    data: { values: rows },
    layer: [
      {
        mark: { type: 'rule', color: palette.muted.light, strokeDash: [4, 3] },
        encoding: { x: { datum: 0, ...x, title: 'difference', axis: { tickCount: 5, format: '+.3f' } } },
      },
      {
        mark: { type: 'rule', strokeWidth: 2, color: palette.test.light },
        encoding: { y: figureAxis, x: { field: 'low', ...x }, x2: { field: 'high' } },
      },
      {
        mark: { type: 'point', filled: true, size: 70, opacity: 1, color: palette.test.light },
        encoding: { y: figureAxis, x: { field: 'value', ...x } },
      },
    ],
  };
}
