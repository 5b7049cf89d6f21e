import type { TopLevelSpec } from 'vega-lite';
import { type PaletteColour, palette } from '../palette.ts';
import type { HistoryPoint } from '../runReportData.ts';
import { type ChartLayer, chartHead, measuredAxis } from './chartConfig.ts';

/** The three drawings of {@link learningCurves}. */
export interface LearningCurves {
  /** Training and validation loss by epoch. */
  readonly loss: TopLevelSpec;
  /** Validation AUROC by epoch; absent where no epoch has one. */
  readonly auroc?: TopLevelSpec;
  /** Learning rate by epoch. */
  readonly learningRate: TopLevelSpec;
}

interface Series {
  name: string;
  colour: PaletteColour;
  dash: number[];
  value: (point: HistoryPoint) => number | undefined;
}

/**
 * The course of a training as three small drawings that can stand beside or below each other. The
 * epoch whose weights were kept is a dashed line; figures that are missing or not finite are gaps.
 *
 * @param history - one point for each epoch, in order, at least one
 * @param bestEpoch - the epoch whose weights were kept
 * @returns Vega-Lite specifications, data included
 *
 * @example
 * ```ts
 * const { loss } = learningCurves([{ epoch: 1, trainLoss: 0.5, valLoss: 0.4, learningRate: 1e-3 }]);
 * ```
 */
export function learningCurves(history: readonly HistoryPoint[], bestEpoch?: number): LearningCurves {
  const draw = (title: string, format: string, ...series: Series[]): TopLevelSpec =>
    curve(history, bestEpoch, title, format, series);
  const training: Series = { name: 'Training', colour: 'train', dash: [5, 3], value: (p) => p.trainLoss };
  const solid = { name: 'Validation', colour: 'validation', dash: [1, 0] } as const;
  const hasAuroc = history.some((point) => point.valAuroc !== undefined);
  return {
    loss: draw('loss', '~g', training, { ...solid, dash: [1, 0], value: (p) => p.valLoss }),
    ...(hasAuroc && { auroc: draw('AUROC', '.3~f', { ...solid, dash: [1, 0], value: (p) => p.valAuroc }) }),
    learningRate: draw('learning rate', '.2~e', {
      name: 'Learning rate',
      colour: 'test',
      dash: [1, 0],
      value: (p) => p.learningRate,
    }),
  };
}

function curve(
  history: readonly HistoryPoint[],
  bestEpoch: number | undefined,
  title: string,
  format: string,
  all: readonly Series[],
): TopLevelSpec {
  const values = all.flatMap(({ name, value }) =>
    history.flatMap((point) => {
      const y = value(point);
      return y !== undefined && Number.isFinite(y) ? [{ series: name, epoch: point.epoch, y }] : [];
    }),
  );
  const series = all.filter(({ name }) => values.some((row) => row.series === name));
  const names = series.map(({ name }) => name);
  const first = history[0]?.epoch ?? 1;
  const last = history.at(-1)?.epoch ?? 1;
  const x = first === last ? measuredAxis(first - 1, last + 1) : measuredAxis(first, last);
  const best: ChartLayer[] =
    // A line beyond the axis would stretch the drawing.
    bestEpoch === undefined || bestEpoch < first || bestEpoch > last
      ? []
      : [
          {
            data: { values: [{}] },
            mark: { type: 'rule', color: palette.muted.light, strokeDash: [2, 3] },
            encoding: { x: { datum: bestEpoch, ...x } },
          },
        ];
  return {
    ...chartHead,
    width: 270,
    height: 170,
    layer: [
      ...best,
      {
        data: { values },
        mark: {
          type: 'line',
          strokeWidth: 2,
          point: history.length <= 40 ? { filled: true, size: 28 } : false,
        },
        encoding: {
          x: {
            field: 'epoch',
            ...x,
            title: 'epoch',
            axis: {
              grid: false,
              tickMinStep: 1,
              format: 'd',
              tickCount: 6,
              ...(first === last && { values: [first] }),
            },
          },
          y: {
            field: 'y',
            type: 'quantitative',
            title,
            scale: { zero: false },
            axis: { tickCount: 5, labelExpr: `datum.value === 0 ? '0' : format(datum.value, '${format}')` },
          },
          color: {
            field: 'series',
            type: 'nominal',
            scale: { domain: names, range: series.map(({ colour }) => palette[colour].light) },
            legend: names.length > 1 ? { orient: 'top', symbolType: 'stroke' } : null,
          },
          strokeDash: {
            field: 'series',
            type: 'nominal',
            scale: { domain: names, range: series.map(({ dash }) => dash) },
          },
        },
      },
    ],
  };
}
