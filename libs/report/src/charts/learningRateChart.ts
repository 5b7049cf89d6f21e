import type { TopLevelSpec } from 'vega-lite';
import { palette } from '../palette.ts';
import { type ChartLayer, chartHead } from './chartConfig.ts';

/** One step of a learning-rate range test. */
export interface LearningRateStep {
  /** The rate, above 0. */
  readonly learningRate: number;
  /** The batch's loss. */
  readonly loss: number;
  /** The loss, smoothed over the steps so far. */
  readonly smoothedLoss: number;
}

/**
 * The curve of a learning-rate range test (Smith, 2017): the loss over the rate's logarithm, as dots, and
 * smoothed, as a line; dashed where a rate is marked.
 *
 * @param steps - in order of their rates, at least two
 * @param marked - rates worth a look, such as that of the steepest fall
 * @returns a Vega-Lite specification, data included
 *
 * @example
 * ```ts
 * const steps = [1e-5, 1e-4, 1e-3].map((learningRate) => ({ learningRate, loss: 0.7, smoothedLoss: 0.7 }));
 * const svg = await renderSvg(learningRateChart(steps, [1e-4]));
 * svg.startsWith('<svg'); // true
 * ```
 */
export function learningRateChart(
  steps: readonly LearningRateStep[],
  marked: readonly number[] = [],
): TopLevelSpec {
  const x = {
    field: 'learningRate',
    type: 'quantitative',
    title: 'learning rate',
    scale: { type: 'log', nice: false },
    axis: { grid: false, format: '~e', tickCount: 6 },
  } as const;
  // A last loss of a thousand would flatten everything that matters.
  const first = steps[0]?.smoothedLoss ?? 1;
  const least = Math.min(...steps.map(({ smoothedLoss }) => smoothedLoss));
  const top = first + 2 * (first - least) + 0.05 * first;
  const y = {
    type: 'quantitative',
    title: 'loss',
    scale: { zero: false, clamp: true, domainMax: top },
    axis: { tickCount: 5 },
  } as const;
  const points = steps.map(({ learningRate, loss, smoothedLoss }) => ({
    learningRate,
    loss: Math.min(loss, top),
    smoothedLoss: Math.min(smoothedLoss, top),
  }));
  return {
    ...chartHead,
    width: 520,
    height: 260,
    data: { values: points },
    layer: [
      {
        mark: { type: 'point', filled: true, size: 14, color: palette.muted.light, opacity: 0.6 },
        encoding: { x, y: { ...y, field: 'loss' } },
      },
      {
        mark: { type: 'line', strokeWidth: 2, color: palette.train.light },
        encoding: { x, y: { ...y, field: 'smoothedLoss' } },
      },
      ...marked.map((learningRate): ChartLayer => ({
        data: { values: [{ learningRate }] },
        mark: { type: 'rule', color: palette.validation.light, strokeDash: [4, 3] },
        encoding: { x },
      })),
    ],
  };
}
