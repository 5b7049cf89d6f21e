import type { Config, TopLevelSpec } from 'vega-lite';
import { palette } from '../palette.ts';

/** Sans-serif faces that every system has. */
const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, Helvetica, Arial, sans-serif';

/**
 * Several legends stand below each other, so that a narrow chart has room for them. Vega and Vega-Lite
 * know this, only the types of Vega-Lite do not.
 */
const stackedLegends: object = { layout: { top: { direction: 'vertical', anchor: 'start', margin: 4 } } };

/** The look that all charts share: quiet axes, no frame, text that stays readable on a phone. */
export const chartConfig: Config = {
  background: 'transparent',
  font: FONT,
  padding: 4,
  // The figure around the drawing names it once; a label on every mark would be noise to a reader.
  aria: false,
  view: { stroke: null },
  axis: {
    labelColor: palette.muted.light,
    labelFontSize: 12,
    titleColor: palette.muted.light,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titlePadding: 8,
    gridColor: palette.line.light,
    domainColor: palette.muted.light,
    tickColor: palette.muted.light,
    tickSize: 4,
    labelPadding: 4,
    labelFlush: false,
  },
  legend: {
    labelColor: palette.ink.light,
    labelFontSize: 12,
    title: null,
    symbolStrokeWidth: 2,
    symbolSize: 90,
    rowPadding: 4,
    columnPadding: 16,
    ...stackedLegends,
  },
  text: { color: palette.ink.light, fontSize: 12 },
};

/** Common head of every specification. */
export const chartHead = {
  $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
  config: chartConfig,
} as const;

/** One layer of a layered specification. */
export type ChartLayer = Extract<TopLevelSpec, { layer: readonly unknown[] }>['layer'][number];

/** The axis of charts with one row a figure, in the order of the data. */
export const figureAxis = {
  field: 'figure',
  type: 'nominal',
  sort: null,
  title: null,
  axis: { domain: false, ticks: false, labelColor: palette.ink.light, labelLimit: 200 },
} as const;

/**
 * The line of equal values from (0, 0) to (1, 1), dotted.
 *
 * @param x - field of the horizontal axis
 * @param y - field of the vertical axis
 * @returns a layer with its own data
 */
export function diagonal(x: string, y: string): ChartLayer {
  return {
    data: { values: [0, 1].map((value) => ({ [x]: value, [y]: value })) },
    mark: { type: 'line', color: palette.train.light, strokeWidth: 1, strokeDash: [2, 3] },
    encoding: { x: { field: x, type: 'quantitative' }, y: { field: y, type: 'quantitative' } },
  };
}

/** A measured axis with a fixed domain, shared by the layers of a chart. */
export interface MeasuredAxis {
  /** Vega-Lite's word for measured values. */
  readonly type: 'quantitative';
  /** Its scale. */
  readonly scale: { domain: number[]; nice: false };
}

/**
 * A measured axis from one value to another.
 *
 * @param from - the value at its start
 * @param to - the value at its end
 * @returns what every layer says of the axis
 */
export function measuredAxis(from: number, to: number): MeasuredAxis {
  return { type: 'quantitative', scale: { domain: [from, to], nice: false } };
}
