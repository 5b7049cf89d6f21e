import { isPneumoError } from '@pneumo/core';
import { comparePredictions, evaluatePredictions, metricNames } from '@pneumo/metrics';
import { describe, expect, it } from 'vitest';
import { fixture, rowsOf } from './fixtures.ts';

/** What DeLong's paired method says: tools/reference/metrics/make_paired_bootstrap.py. */
const paired = fixture<{
  labels: number[];
  first: number[];
  second: number[];
  auroc: [number, number];
  interval: [number, number];
}>('paired.json');
const run = (probabilities: readonly number[], patient?: (i: number) => string) => ({
  predictions: rowsOf(paired.labels, probabilities, patient),
  threshold: 0.5,
});
const options = { seed: 3, resamples: 1000 };

describe('comparePredictions', () => {
  it("gives the difference of two AUROCs with an interval near DeLong's, one patient an image", () => {
    const { auroc } = comparePredictions([run(paired.first)], [run(paired.second)], options).metrics;
    expect(auroc.first).toBeCloseTo(paired.auroc[0], 12);
    expect(auroc.second).toBeCloseTo(paired.auroc[1], 12);
    const width = paired.interval[1] - paired.interval[0];
    expect(Math.abs(auroc.difference.low! - paired.interval[0]) / width).toBeLessThan(0.08);
    expect(Math.abs(auroc.difference.high! - paired.interval[1]) / width).toBeLessThan(0.08);
  });

  it('is zero between a model and itself, and turns its sign with the sides', () => {
    const same = comparePredictions([run(paired.first)], [run(paired.first)], options).metrics;
    for (const name of metricNames) expect(same[name].difference).toEqual({ value: 0, low: 0, high: 0 });
    const [there, back] = [
      comparePredictions([run(paired.first)], [run(paired.second)], options).metrics.auroc.difference,
      comparePredictions([run(paired.second)], [run(paired.first)], options).metrics.auroc.difference,
    ];
    expect(back.value).toBeCloseTo(-there.value!, 12);
    expect(back.low).toBeCloseTo(-there.high!, 12);
  });

  it('judges each side as evaluatePredictions does, in any order of the rows; several runs count by their mean', () => {
    const [a, b] = [run(paired.first), run(paired.second)];
    const shuffled = { ...b, predictions: b.predictions.toReversed() };
    const { metrics } = comparePredictions([a, shuffled], [b], options);
    const [first, second] = [a, b].map(({ predictions, threshold }) =>
      evaluatePredictions(predictions, { threshold, ...options, resamples: 1 }),
    );
    for (const name of metricNames) {
      expect(metrics[name].first).toBeCloseTo((first![name].value! + second![name].value!) / 2, 12);
      expect(metrics[name].second).toBeCloseTo(second![name].value!, 12);
    }
  });

  it('draws whole patients', () => {
    const clustered = (i: number): string => `p${i % 12}`;
    const width = (patient?: (i: number) => string): number => {
      const { low, high } = comparePredictions(
        [run(paired.first, patient)],
        [run(paired.second, patient)],
        options,
      ).metrics.accuracy.difference;
      return high! - low!;
    };
    // Twelve patients of 33 images each, whose images are independent: about as wide as by image.
    expect(width(clustered) / width()).toBeGreaterThan(0.5);
    expect(width(clustered) / width()).toBeLessThan(2);
    expect(
      comparePredictions([run(paired.first, clustered)], [run(paired.second, clustered)], options).patients,
    ).toBe(12);
  });

  it.each([
    [[], 'NO_DATA', '0 and 1 runs'],
    [
      [{ ...run(paired.first), predictions: run(paired.first).predictions.slice(1) }],
      'DIFFERENT_IMAGES',
      'image-0',
    ],
    [
      [
        {
          ...run(paired.first),
          predictions: rowsOf(
            paired.labels.map((label) => 1 - label),
            paired.first,
          ),
        },
      ],
      'DIFFERENT_IMAGES',
      'label',
    ],
  ])('refuses runs that cannot be compared', (first, code, words) => {
    try {
      comparePredictions(first, [run(paired.second)], options);
      expect.unreachable();
    } catch (error) {
      expect(isPneumoError(error, code)).toBe(true);
      expect((error as Error).message).toContain(words);
    }
  });
});
