import type { RocPoint } from '@pneumo/metrics';
import type { TopLevelSpec } from 'vega-lite';
import { palette } from '../palette.ts';
import { chartHead, diagonal } from './chartConfig.ts';
import { withoutStraightPoints } from './withoutStraightPoints.ts';

/** One curve of a {@link rocChart}. */
export interface RocSeries {
  /** Its name in the legend. */
  readonly name: 'Validation' | 'Test';
  /** The curve, from `rocCurve` of @pneumo/metrics. */
  readonly points: readonly RocPoint[];
  /** Decisions at thresholds, marked on the curve. */
  readonly operatingPoints: readonly OperatingPoint[];
}

/** What a threshold does, as a mark on a ROC curve. */
export interface OperatingPoint {
  /** The mark's name in the legend, such as `locked threshold`. */
  readonly name: string;
  /** Sensitivity at the threshold, 0 to 1. */
  readonly sensitivity: number;
  /** Specificity at the threshold, 0 to 1. */
  readonly specificity: number;
}

/**
 * ROC curves with operating points: validation dashed, test solid, chance as a grey diagonal.
 *
 * @param series - one curve for each part of the data
 * @returns a Vega-Lite specification, data included
 *
 * @example
 * ```ts
 * const points = [
 *   { threshold: Infinity, falsePositiveRate: 0, truePositiveRate: 0 },
 *   { threshold: 0.5, falsePositiveRate: 0.1, truePositiveRate: 0.9 },
 *   { threshold: 0.1, falsePositiveRate: 1, truePositiveRate: 1 },
 * ];
 * const spec = rocChart([{ name: 'Test', points, operatingPoints: [] }]);
 * ```
 */
export function rocChart(series: readonly RocSeries[]): TopLevelSpec {
  const curve = series.flatMap(({ name, points }) =>
    withoutStraightPoints(points).map(({ falsePositiveRate, truePositiveRate }, order) => ({
      name,
      order,
      x: falsePositiveRate,
      y: truePositiveRate,
    })),
  );
  const marks = series.flatMap(({ name, operatingPoints }) =>
    operatingPoints.map((point) => ({
      name,
      mark: point.name,
      x: 1 - point.specificity,
      y: point.sensitivity,
    })),
  );
  const names = series.map(({ name }) => name);
  const markNames = [...new Set(marks.map(({ mark }) => mark))];
  const colour = {
    field: 'name',
    type: 'nominal',
    scale: {
      domain: names,
      range: names.map((name) => (name === 'Test' ? palette.test.light : palette.validation.light)),
    },
    legend: { orient: 'top', symbolType: 'stroke' },
  } as const;
  const percent = { format: '.0%', tickCount: 5 } as const;
  return {
    ...chartHead,
    width: 310,
    height: 280,
    layer: [
      diagonal('x', 'y'),
      {
        data: { values: curve },
        mark: { type: 'line', strokeWidth: 2.25, strokeJoin: 'round', interpolate: 'linear' },
        encoding: {
          x: {
            field: 'x',
            type: 'quantitative',
            title: '1 − specificity (false alarms)',
            scale: { domain: [0, 1] },
            axis: percent,
          },
          y: {
            field: 'y',
            type: 'quantitative',
            title: 'sensitivity (found)',
            scale: { domain: [0, 1] },
            axis: percent,
          },
          order: { field: 'order', type: 'quantitative' },
          color: colour,
          strokeDash: {
            field: 'name',
            type: 'nominal',
            scale: { domain: names, range: names.map((name) => (name === 'Test' ? [1, 0] : [5, 3])) },
          },
        },
      },
      {
        data: { values: marks },
        mark: {
          type: 'point',
          filled: true,
          size: 90,
          opacity: 1,
          stroke: palette.paper.light,
          strokeWidth: 1.5,
        },
        encoding: {
          x: { field: 'x', type: 'quantitative' },
          y: { field: 'y', type: 'quantitative' },
          color: colour,
          shape: {
            field: 'mark',
            type: 'nominal',
            scale: { domain: markNames, range: ['circle', 'diamond', 'square', 'triangle-up'] },
            legend: {
              orient: 'top',
              symbolFillColor: palette.muted.light,
              symbolStrokeWidth: 0,
            },
          },
        },
      },
    ],
  };
}
