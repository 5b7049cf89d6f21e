import { binaryMetrics, type MetricName, metricNames } from '@pneumo/metrics';
import { type SeedsPart, type SeedsReportData, renderSeedsReport } from '@pneumo/report';
import { describe, expect, it } from 'vitest';
import { parseMarkup, tableRows } from './parseMarkup.ts';
import { expectSafePage } from './safePage.ts';

const run = (probabilities: readonly number[]): SeedsPart['runs'][number] => {
  const figures = binaryMetrics([0, 0, 1, 1], probabilities, 0.5);
  return Object.fromEntries(metricNames.map((name) => [name, { value: figures[name] }])) as Record<
    MetricName,
    { value: number | null }
  >;
};

const data: SeedsReportData = {
  schemaVersion: 1,
  title: 'CNN <i>three</i> times',
  answer: ['In the mean 0.917.'],
  warnings: ['Generated films.'],
  names: ['seed 0', 'seed 1', 'seed 2'],
  parts: [
    {
      name: 'Test',
      note: '4 images.',
      runs: [run([0.1, 0.2, 0.8, 0.9]), run([0.1, 0.6, 0.5, 0.9]), run([0.1, 0.2, 0.8, 0.9])],
    },
  ],
  beside: [
    { name: 'Best epoch', values: ['1', '2', '3'] },
    { name: 'Time', values: ['4 s', '5 s', '6 s'] },
  ],
  method: ['Trained three times.'],
  facts: [{ name: 'Split', value: 'by patient' }],
};

describe('renderSeedsReport(data)', () => {
  it('is one safe document with mean, spread and every run', async () => {
    const report = await renderSeedsReport(data);
    expectSafePage(report);
    const rows = tableRows(report, 'seeds');
    expect(rows[0]).toEqual([
      'Figure',
      'Mean',
      'Standard deviation',
      'From',
      'To',
      'seed 0',
      'seed 1',
      'seed 2',
    ]);
    // AUROC 1, 0.75, 1: mean 0.9167, sd 0.1443.
    expect(rows.find(([name]) => name!.startsWith('AUROC'))!.slice(1)).toEqual([
      '0.917',
      '0.144',
      '0.750',
      '1.000',
      '1.000',
      '0.750',
      '1.000',
    ]);
    expect(tableRows(report, 'runs')).toEqual([
      ['Run', 'Best epoch', 'Time'],
      ['seed 0', '1', '4 s'],
      ['seed 1', '2', '5 s'],
      ['seed 2', '3', '6 s'],
    ]);
    expect(parseMarkup(report).find(({ name }) => name === 'h1')!.text).toBe('CNN <i>three</i> times');
    expect(await renderSeedsReport(data)).toBe(report);
  });

  it('shows one run, and a figure that no run has', async () => {
    const single = run([0.1, 0.2, 0.3, 0.4]);
    const report = await renderSeedsReport({
      ...data,
      names: ['seed 7'],
      parts: [{ name: 'Test', runs: [{ ...single, precision: { value: null } }] }],
      beside: [],
    });
    const rows = tableRows(report, 'seeds');
    expect(rows.find(([name]) => name!.startsWith('Precision'))!.slice(1)).toEqual([
      'not defined',
      '',
      '',
      '',
      'not defined',
    ]);
    expect(rows.find(([name]) => name!.startsWith('AUROC'))![2]).toBe('–');
  });

  it('refuses rows that do not fit the runs, naming them', async () => {
    await expect(
      renderSeedsReport({ ...data, beside: [{ name: 'Best epoch', values: ['1'] }] }),
    ).rejects.toThrow(/1 entries in 'Best epoch' for 3 runs/);
  });
});
