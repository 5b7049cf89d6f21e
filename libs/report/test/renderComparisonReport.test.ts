import { comparePredictions, type Prediction } from '@pneumo/metrics';
import { type ComparisonReportData, renderComparisonReport } from '@pneumo/report';
import { describe, expect, it } from 'vitest';
import { parseMarkup, tableRows } from './parseMarkup.ts';
import { expectSafePage } from './safePage.ts';

const probabilities = (at: (i: number) => number): Prediction[] =>
  Array.from({ length: 20 }, (_, i) => ({
    id: `i${i}`,
    patient: `p${i}`,
    label: (i % 2) as 0 | 1,
    logit: 0,
    probability: at(i),
    model: 'cnn',
    split: 'test',
  }));

const data: ComparisonReportData = {
  schemaVersion: 1,
  title: 'A <b>beside</b> B',
  kicker: 'Comparison',
  answer: ['A difference is seen.'],
  warnings: [],
  sides: ['A', 'B'],
  comparison: comparePredictions(
    [{ predictions: probabilities((i) => (i % 3) / 4), threshold: 0.3 }],
    [{ predictions: probabilities((i) => (i % 2 === 1 ? 0.8 : 0.2)), threshold: 0.5 }],
    { seed: 1, resamples: 200 },
  ),
  method: ['Trained twice.'],
  facts: [{ name: 'Images', value: '20' }],
  beside: [{ name: 'Epochs', first: '3', second: '4' }],
};

describe('renderComparisonReport(data)', () => {
  it('is one safe document with every figure of both sides, their differences and what has no interval', async () => {
    const report = await renderComparisonReport(data);
    expectSafePage(report);
    const rows = tableRows(report, 'comparison');
    expect(rows[0]).toEqual(['Figure', 'A', 'B', 'Difference', 'Interval']);
    const { auroc } = data.comparison.metrics;
    expect(rows[1]!.slice(1, 4)).toEqual([
      auroc.first!.toFixed(3),
      '1.000',
      `+${auroc.difference.value!.toFixed(3)}`,
    ]);
    expect(rows.at(-1)).toEqual(['Epochs', '3', '4', '', '']);
    expect(parseMarkup(report).find(({ name }) => name === 'h1')!.text).toBe('A <b>beside</b> B');
    expect(await renderComparisonReport(data)).toBe(report);
  });
});
