import type { TopLevelSpec } from 'vega-lite';
import { palette } from '../palette.ts';
import { type ChartLayer, chartHead, type MeasuredAxis, measuredAxis } from './chartConfig.ts';

/** Probabilities are counted in twenty bins. */
const BINS = 20;

/** A labelled probability, as {@link scoreHistogram} takes it; a `Prediction` fits. */
export interface ScoredExample {
  /** 1 PNEUMONIA, 0 NORMAL; without a label it is passed over. */
  readonly label?: 0 | 1;
  /** The probability of PNEUMONIA, 0 to 1. */
  readonly probability: number;
}

/**
 * How the probabilities of each class spread: PNEUMONIA upwards, NORMAL downwards, each as a share of
 * its class, with the threshold as a line. Where the two shapes overlap, the model is wrong or unsure.
 *
 * @param examples - labelled probabilities
 * @param threshold - drawn as a line where given, 0 to 1
 * @returns a Vega-Lite specification, data included
 *
 * @example
 * ```ts
 * const spec = scoreHistogram([{ label: 1, probability: 0.9 }, { label: 0, probability: 0.2 }], 0.5);
 * ```
 */
export function scoreHistogram(examples: readonly ScoredExample[], threshold?: number): TopLevelSpec {
  const bars = [...binned(examples, 1), ...binned(examples, 0)];
  const shares = bars.map(({ share }) => share);
  // Room for the threshold's name above the highest bar.
  const y = measuredAxis(Math.min(...shares, -0.05) * 1.1, Math.max(...shares, 0.05) * 1.15);
  const x = measuredAxis(0, 1);
  return {
    ...chartHead,
    width: 310,
    height: 270,
    layer: [
      {
        data: { values: bars },
        mark: { type: 'rect' },
        encoding: {
          x: { field: 'from', ...x, title: 'probability of pneumonia', axis: { grid: false, tickCount: 5 } },
          x2: { field: 'to' },
          y: {
            field: 'share',
            ...y,
            title: 'share of the class',
            axis: { tickCount: 6, labelExpr: "format(abs(datum.value), '.0%')" },
          },
          y2: { datum: 0 },
          color: {
            field: 'class',
            type: 'nominal',
            scale: {
              domain: ['PNEUMONIA', 'NORMAL'],
              range: [palette.pneumonia.light, palette.normal.light],
            },
            legend: { orient: 'top', symbolType: 'square', symbolStrokeWidth: 0 },
          },
        },
      },
      {
        data: { values: [{}] },
        mark: { type: 'rule', color: palette.muted.light, strokeWidth: 1 },
        encoding: { y: { datum: 0, ...y } },
      },
      ...(threshold === undefined ? [] : thresholdLine(threshold, x)),
    ],
  };
}

function thresholdLine(threshold: number, x: MeasuredAxis): ChartLayer[] {
  const right = threshold > 0.6;
  return [
    {
      data: { values: [{}] },
      mark: { type: 'rule', color: palette.ink.light, strokeWidth: 1.5, strokeDash: [5, 3] },
      encoding: { x: { datum: threshold, ...x } },
    },
    {
      data: { values: [{}] },
      mark: { type: 'text', align: right ? 'right' : 'left', dx: right ? -6 : 6, baseline: 'top' },
      encoding: {
        x: { datum: threshold, ...x },
        y: { value: 2 },
        text: { value: `threshold ${Number(threshold.toPrecision(3))}` },
      },
    },
  ];
}

function binned(
  examples: readonly ScoredExample[],
  label: 0 | 1,
): { class: string; from: number; to: number; share: number }[] {
  const own = examples.filter((example) => example.label === label);
  const counts = Array.from({ length: BINS }, () => 0);
  for (const { probability } of own) counts[Math.min(BINS - 1, Math.floor(probability * BINS))]!++;
  const gap = 0.004;
  return counts.map((count, i) => ({
    class: label === 1 ? 'PNEUMONIA' : 'NORMAL',
    from: i / BINS + gap,
    to: (i + 1) / BINS - gap,
    share: own.length === 0 ? 0 : ((label === 1 ? 1 : -1) * count) / own.length,
  }));
}
