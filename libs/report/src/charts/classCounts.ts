import type { TopLevelSpec } from 'vega-lite';
import { palette } from '../palette.ts';
import { partName } from '../partName.ts';
import type { PartCounts } from '../runReportData.ts';
import { chartHead, measuredAxis } from './chartConfig.ts';

/**
 * Images of each class in each part of the data, as one stacked bar a part with its counts.
 *
 * @param parts - counts, in the order in which they shall stand
 * @returns a Vega-Lite specification, data included
 *
 * @example
 * ```ts
 * const spec = classCounts([{ part: 'train', normal: 1079, pneumonia: 3106, patients: 2900 }]);
 * ```
 */
export function classCounts(parts: readonly PartCounts[]): TopLevelSpec {
  const total = Math.max(1, ...parts.map(({ normal, pneumonia }) => normal + pneumonia));
  const bars = parts.flatMap(({ part, normal, pneumonia }) => [
    { part: partName(part), class: 'NORMAL', from: 0, to: normal, count: normal },
    { part: partName(part), class: 'PNEUMONIA', from: normal, to: normal + pneumonia, count: pneumonia },
  ]);
  const y = { field: 'part', type: 'nominal', sort: null, title: null } as const;
  // Room for the totals at the ends of the bars.
  const x = measuredAxis(0, total * 1.15);
  return {
    ...chartHead,
    width: 330,
    height: { step: 44 },
    data: { values: bars },
    layer: [
      {
        mark: { type: 'bar', height: 26 },
        encoding: {
          y: { ...y, axis: { domain: false, ticks: false, labelColor: palette.ink.light } },
          x: { field: 'from', ...x, title: 'images', axis: { tickCount: 5 } },
          x2: { field: 'to' },
          color: {
            field: 'class',
            type: 'nominal',
            scale: {
              domain: ['NORMAL', 'PNEUMONIA'],
              range: [palette.normal.light, palette.pneumonia.light],
            },
            legend: { orient: 'top', symbolType: 'square', symbolStrokeWidth: 0 },
          },
        },
      },
      {
        // A count that its piece of the bar has no room for stands in the table only.
        transform: [
          { filter: `datum.count >= ${total / 8}` },
          { calculate: '(datum.from + datum.to) / 2', as: 'mid' },
        ],
        mark: { type: 'text', color: palette.paper.light, fontWeight: 600 },
        encoding: {
          y,
          x: { field: 'mid', ...x },
          text: { field: 'count', type: 'quantitative', format: ',' },
        },
      },
      {
        transform: [{ filter: "datum.class === 'PNEUMONIA'" }],
        mark: { type: 'text', align: 'left', dx: 6 },
        encoding: { y, x: { field: 'to', ...x }, text: { field: 'to', type: 'quantitative', format: ',' } },
      },
    ],
  };
}
