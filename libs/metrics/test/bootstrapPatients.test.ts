import { randomStream } from '@pneumo/core';
import { auroc, bootstrapPatients, brierScore, confusionCounts, sensitivity } from '@pneumo/metrics';
import { describe, expect, it } from 'vitest';
import { fixture } from './fixtures.ts';

interface Reference {
  labels: number[];
  probabilities: number[];
  auroc: { low: number; high: number };
  sensitivity: { low: number; high: number };
  brierScore: { low: number; high: number };
}

const reference = fixture<Reference>('bootstrap.json');

/** Repeats each entry as often as its weight says. */
function repeat<T>(values: readonly T[], weights: Uint32Array): T[] {
  return values.flatMap((value, i) => Array.from({ length: weights[i]! }, () => value));
}

describe('bootstrapPatients', () => {
  it('agrees with scipy.stats.bootstrap where every patient has one image', () => {
    const { labels, probabilities } = reference;
    const { intervals } = bootstrapPatients(
      labels.map((_, i) => `p${i}`),
      (weights) => {
        const y = repeat(labels, weights);
        const p = repeat(probabilities, weights);
        return [auroc(y, p), sensitivity(confusionCounts(y, p, 0.5)), brierScore(y, p)];
      },
      { seed: 1, resamples: 4000 },
    );
    // Two bootstraps with other draws: the ends have a standard error of about 0.001.
    [reference.auroc, reference.sensitivity, reference.brierScore].forEach(({ low, high }, s) => {
      expect(Math.abs(intervals[s]!.low! - low)).toBeLessThan(0.006);
      expect(Math.abs(intervals[s]!.high! - high)).toBeLessThan(0.006);
    });
  });

  it('draws whole patients', () => {
    const patients = ['a', 'b', 'a', 'c', 'b', 'a'];
    bootstrapPatients(
      patients,
      (weights) => {
        expect(weights[0]).toBe(weights[2]);
        expect(weights[0]).toBe(weights[5]);
        expect(weights[1]).toBe(weights[4]);
        expect(weights[0]! + weights[1]! + weights[3]!).toBe(3);
        return [];
      },
      { seed: 2, resamples: 50 },
    );
  });

  it('is wider by about the root of the images a patient than one that takes images for patients', () => {
    const stream = randomStream(3, 'test');
    const values = Array.from({ length: 200 }, () => stream.normal());
    const images = values.flatMap((value) => [value, value, value, value]);
    const mean = (weights: Uint32Array): number[] => [
      images.reduce((sum, value, i) => sum + value * weights[i]!, 0) / weights.reduce((a, b) => a + b),
    ];
    const width = (patients: string[]): number => {
      const [interval] = bootstrapPatients(patients, mean, { seed: 4, resamples: 1000 }).intervals;
      return interval!.high! - interval!.low!;
    };
    const byPatient = width(images.map((_, i) => `p${i >> 2}`));
    const byImage = width(images.map((_, i) => `p${i}`));
    expect(byPatient / byImage).toBeGreaterThan(1.8);
    expect(byPatient / byImage).toBeLessThan(2.2);
  });

  it('takes the ends as NumPy’s linear quantiles of the resampled values', () => {
    const kept: number[] = [];
    const { intervals } = bootstrapPatients(
      ['a', 'b', 'c', 'd'],
      (weights) => {
        const value = weights[0]! * 1.5 + weights[1]! ** 2;
        kept.push(value);
        return [value];
      },
      { seed: 5, resamples: 21, level: 0.9 },
    );
    kept.sort((a, b) => a - b);
    expect(kept).toHaveLength(21);
    expect(intervals[0]!.low).toBeCloseTo(kept[1]!, 12);
    expect(intervals[0]!.high).toBeCloseTo(kept[19]!, 12);
  });

  it('gives the same bits for a seed and others for another', () => {
    const run = (seed: number): unknown =>
      bootstrapPatients(
        reference.labels.map((_, i) => `p${i}`),
        (w) => [w[0]! + w[1]! / 7 + w[2]! / 31],
        {
          seed,
          resamples: 100,
        },
      );
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it('draws again where it is asked to, counts it, and gives up where that never ends', () => {
    const patients = ['a', 'b', 'c'];
    const result = bootstrapPatients(patients, (w) => (w[0] === 0 ? undefined : [w[0]!]), {
      seed: 1,
      resamples: 200,
    });
    expect(result.intervals[0]!.low).toBeGreaterThanOrEqual(1);
    // A draw misses one of three patients with chance (2/3)^3: about 84 misses for 200 hits.
    expect(result.redrawn).toBeGreaterThan(50);
    expect(result.redrawn).toBeLessThan(130);
    expect(() => bootstrapPatients(patients, () => undefined, { seed: 1, resamples: 2 })).toThrow(
      'gave 0 usable resamples',
    );
  });

  it('leaves undefined values out and counts them; nothing can be said from one patient', () => {
    const some = bootstrapPatients(['a', 'b'], (w) => [w[0] === 0 ? null : 1, null], {
      seed: 1,
      resamples: 100,
    });
    expect(some.intervals[0]).toMatchObject({ low: 1, high: 1 });
    expect(some.intervals[0]!.undefinedIn).toBeGreaterThan(5);
    expect(some.intervals[1]).toEqual({ low: null, high: null, undefinedIn: 100 });
    const one = bootstrapPatients(['a', 'a'], () => [0.5], { seed: 1 });
    expect(one.intervals).toEqual([{ low: null, high: null, undefinedIn: 0 }]);
  });
});
