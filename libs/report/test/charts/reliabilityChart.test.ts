import { reliabilityBins } from '@pneumo/metrics';
import { reliabilityChart, renderSvg } from '@pneumo/report';
import { describe, expect, it } from 'vitest';
import { samplePredictions } from '../sampleRun.ts';
import { chartRows, chartText } from './chartText.ts';

describe('reliabilityChart(series)', () => {
  const rows = samplePredictions('val', 130, 70);
  const bins = reliabilityBins(
    rows.map(({ label }) => label!),
    rows.map(({ probability }) => probability),
    10,
  );

  it('draws each bin of each series at what was said and what was', () => {
    const chart = reliabilityChart([
      { name: 'before', bins },
      { name: 'after', bins: bins.slice(0, 2) },
    ]);
    const [, lines, points] = chartRows(chart);
    expect(lines).toEqual(points);
    expect(points).toEqual([
      ...bins.map(({ meanProbability: said, frequency: was, n }) => ({ name: 'before', said, was, n })),
      ...bins
        .slice(0, 2)
        .map(({ meanProbability: said, frequency: was, n }) => ({ name: 'after', said, was, n })),
    ]);
  });

  it('names its axes and series', async () => {
    const text = await chartText(reliabilityChart([{ name: 'after', bins }]));
    expect(text).toContain('mean probability (said)');
    expect(text).toContain('after');
    expect(text).not.toContain('before');
    expect(await renderSvg(reliabilityChart([{ name: 'after', bins: [] }]))).toContain('<svg');
  });
});
