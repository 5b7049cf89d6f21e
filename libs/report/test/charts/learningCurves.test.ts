import { learningCurves, renderSvg } from '@pneumo/report';
import { describe, expect, it } from 'vitest';
import { chartRows, chartText } from './chartText.ts';

const history = [
  { epoch: 1, trainLoss: 0.7, valLoss: 0.6, valAuroc: 0.8, learningRate: 1e-3 },
  { epoch: 2, trainLoss: Number.NaN, valLoss: 0.5, learningRate: 5e-4 },
  { epoch: 3, trainLoss: 0.4, valLoss: Infinity, valAuroc: 0.9, learningRate: 0 },
];

describe('learningCurves(history, bestEpoch)', () => {
  it('holds the figures of each epoch and leaves out those that are missing or not finite', () => {
    const { loss, auroc, learningRate } = learningCurves(history);
    const values = (spec: unknown): unknown[] => chartRows(spec)[0]!.map(({ epoch, y }) => [epoch, y]);
    expect(values(loss)).toEqual([
      [1, 0.7],
      [3, 0.4],
      [1, 0.6],
      [2, 0.5],
    ]);
    expect(values(auroc)).toEqual([
      [1, 0.8],
      [3, 0.9],
    ]);
    expect(values(learningRate)).toEqual([
      [1, 1e-3],
      [2, 5e-4],
      [3, 0],
    ]);
  });

  it('has no AUROC where no epoch has one, and no legend for one line', async () => {
    const curves = learningCurves([{ epoch: 1, trainLoss: 0.7, learningRate: 1e-3 }]);
    expect(curves.auroc).toBeUndefined();
    expect(await chartText(curves.loss)).not.toContain('Training');
  });

  it('stays as wide as it is when the kept epoch is not among those shown', async () => {
    const width = (svg: string): number => Number(/viewBox="0 0 (\d+)/.exec(svg)![1]);
    const within = width(await renderSvg(learningCurves(history, 2).loss));
    expect(width(await renderSvg(learningCurves(history, 40).loss))).toBe(within);
  });

  it('draws a single epoch, and a long training', async () => {
    for (const epochs of [1, 200]) {
      const long = Array.from({ length: epochs }, (_, i) => ({ ...history[0]!, epoch: i + 1 }));
      const { loss, auroc, learningRate } = learningCurves(long, 1);
      for (const spec of [loss, auroc!, learningRate]) expect(await chartText(spec)).toContain('epoch');
    }
  });
});
