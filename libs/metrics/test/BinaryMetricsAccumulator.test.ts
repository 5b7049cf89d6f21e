import { BinaryMetricsAccumulator, binaryMetrics } from '@pneumo/metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tiedExamples } from './arbitraries.ts';

describe('BinaryMetricsAccumulator', () => {
  it('gives the figures of the whole, however it was cut into batches and workers', () => {
    fc.assert(
      fc.property(tiedExamples, fc.nat(40), fc.nat(40), ({ labels, scores }, a, b) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        const one = new BinaryMetricsAccumulator(0.5);
        const two = new BinaryMetricsAccumulator(0.5);
        one.update(labels.slice(0, first), scores.slice(0, first));
        two.update(
          Int32Array.from(labels.slice(first, second)),
          Float64Array.from(scores.slice(first, second)),
        );
        two.update(labels.slice(second), scores.slice(second));
        one.merge(two);
        expect(one.result()).toEqual({ n: labels.length, ...binaryMetrics(labels, scores, 0.5) });
      }),
    );
  });

  it('starts anew after reset', () => {
    const metrics = new BinaryMetricsAccumulator();
    metrics.update([1], [0.2]);
    metrics.reset();
    metrics.update([1], [0.8]);
    expect(metrics.result()).toMatchObject({ n: 1, accuracy: 1, auroc: null });
  });

  it('stays as it was when it refuses a batch', () => {
    const metrics = new BinaryMetricsAccumulator();
    metrics.update([1], [0.8]);
    expect(() => metrics.update([1, 0], [0.3, NaN])).toThrow('probabilities[1] is NaN');
    expect(metrics.result()).toMatchObject({ n: 1, accuracy: 1 });
  });

  it('merges with itself and refuses another threshold', () => {
    const metrics = new BinaryMetricsAccumulator();
    metrics.update([1, 0], [0.8, 0.6]);
    metrics.merge(metrics);
    expect(metrics.result()).toMatchObject({ n: 4, accuracy: 0.5 });
    expect(() => metrics.merge(new BinaryMetricsAccumulator(0.4))).toThrow("expected this one's 0.5");
  });
});
