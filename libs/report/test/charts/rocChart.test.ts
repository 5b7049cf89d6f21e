import { rocCurve } from '@pneumo/metrics';
import { rocChart } from '@pneumo/report';
import { describe, expect, it } from 'vitest';
import { chartRows, chartText } from './chartText.ts';

const points = rocCurve([0, 0, 1, 1, 1], [0.1, 0.4, 0.35, 0.8, 0.9]);

describe('rocChart(series)', () => {
  it('holds the corners of the curve and the operating points', () => {
    const operatingPoints = [{ name: 'locked threshold', sensitivity: 1, specificity: 0.5 }];
    const rows = chartRows(rocChart([{ name: 'Test', points, operatingPoints }]));
    expect(rows[1]!.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [0, 2 / 3],
      [0.5, 2 / 3],
      [0.5, 1],
      [1, 1],
    ]);
    expect(rows[2]).toEqual([{ name: 'Test', mark: 'locked threshold', x: 0.5, y: 1 }]);
  });

  it('names curves and marks', async () => {
    const series = (['Validation', 'Test'] as const).map((name) => ({
      name,
      points,
      operatingPoints: [{ name: 'locked threshold', sensitivity: 1, specificity: 0.5 }],
    }));
    const texts = await chartText(rocChart(series));
    expect(texts).toEqual(expect.arrayContaining(['Validation', 'Test', 'locked threshold']));
  });
});
