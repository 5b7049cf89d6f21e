import type { ReliabilityBin } from '@pneumo/metrics';
import type { TopLevelSpec } from 'vega-lite';
import { palette } from '../palette.ts';
import { chartHead, diagonal } from './chartConfig.ts';

/** One curve of a {@link reliabilityChart}. */
export interface ReliabilitySeries {
  /** Its name in the legend. */
  readonly name: 'before' | 'after';
  /** What was said and what was, from `reliabilityBins` of @pneumo/metrics. */
  readonly bins: readonly ReliabilityBin[];
}

/**
 * A reliability diagram: how often images of one probability showed PNEUMONIA. On the diagonal probabilities are
 * frequencies; below it the model is too sure. Larger points stand for more images.
 *
 * @param series - before a calibration (dashed) and after it (solid), or one of them
 * @returns a Vega-Lite specification, data included
 *
 * @example
 * ```ts
 * const bins = [{ low: 0, high: 0.5, n: 20, meanProbability: 0.1, frequency: 0.2 }];
 * const spec = reliabilityChart([{ name: 'after', bins }]);
 * ```
 */
export function reliabilityChart(series: readonly ReliabilitySeries[]): TopLevelSpec {
  const points = series.flatMap(({ name, bins }) =>
    bins.map(({ meanProbability, frequency, n }) => ({ name, said: meanProbability, was: frequency, n })),
  );
  const names = series.map(({ name }) => name);
  const unit = [0, 1];
  const most = Math.max(1, ...points.map(({ n }) => n));
  const percent = { format: '.0%', tickCount: 5 } as const;
  const encoding = {
    x: {
      field: 'said',
      type: 'quantitative',
      title: 'mean probability (said)',
      scale: { domain: unit },
      axis: percent,
    },
    y: {
      field: 'was',
      type: 'quantitative',
      title: 'share with PNEUMONIA (was)',
      scale: { domain: unit },
      axis: percent,
    },
    color: {
      field: 'name',
      type: 'nominal',
      scale: {
        domain: names,
        range: names.map((name) => (name === 'after' ? palette.test.light : palette.train.light)),
      },
      legend: { orient: 'top', symbolType: 'stroke' },
    },
  } as const;
  return {
    ...chartHead,
    width: 310,
    height: 280,
    layer: [
      diagonal('said', 'was'),
      {
        data: { values: points },
        mark: { type: 'line', strokeWidth: 2 },
        encoding: {
          ...encoding,
          strokeDash: {
            field: 'name',
            type: 'nominal',
            scale: { domain: names, range: names.map((name) => (name === 'after' ? [1, 0] : [5, 3])) },
          },
        },
      },
      {
        data: { values: points },
        mark: { type: 'point', filled: true, opacity: 1 },
        encoding: {
          ...encoding,
          size: {
            field: 'n',
            type: 'quantitative',
            scale: { domain: [0, most], range: [15, 160] },
            legend: null,
          },
        },
      },
    ],
  };
}
