import { scoreHistogram } from '@pneumo/report';
import { describe, expect, it } from 'vitest';
import { samplePredictions } from '../sampleRun.ts';
import { chartRows, chartText } from './chartText.ts';

describe('scoreHistogram(examples, threshold)', () => {
  it('counts every labelled example once: the shares of each class sum to one', () => {
    const bars = chartRows(scoreHistogram(samplePredictions('val', 130, 70), 0.5))[0]!;
    const sum = (name: string): number =>
      bars.filter((bar) => bar['class'] === name).reduce((total, bar) => total + (bar['share'] as number), 0);
    expect(sum('PNEUMONIA')).toBeCloseTo(1, 12);
    expect(sum('NORMAL')).toBeCloseTo(-1, 12);
  });

  it('puts 0 into the first bin and 1 into the last, and passes over unlabelled examples', () => {
    const bars = chartRows(
      scoreHistogram([{ label: 1, probability: 1 }, { label: 0, probability: 0 }, { probability: 0.5 }]),
    )[0]!;
    const filled = bars.flatMap((bar, i) => (bar['share'] === 0 ? [] : [[i, bar['share']]]));
    expect(filled).toEqual([
      [19, 1],
      [20, -1],
    ]);
  });

  it('draws and names the threshold only where one is given', async () => {
    const examples = [{ label: 1 as const, probability: 0.9 }];
    expect(await chartText(scoreHistogram(examples, 0.4727))).toContain('threshold 0.473');
    expect((await chartText(scoreHistogram(examples))).join()).not.toContain('threshold');
  });
});
