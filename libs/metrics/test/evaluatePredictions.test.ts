import {
  bootstrapPatients,
  binaryMetrics,
  confusionCounts,
  evaluatePredictions,
  metricNames,
  type Prediction,
  sensitivity,
  specificityAtSensitivity,
} from '@pneumo/metrics';
import { randomStream } from '@pneumo/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cases, rowsOf } from './fixtures.ts';

/** 120 films of 60 patients, scores at 21 levels, subtypes as the study's names give them. */
function sample(): Prediction[] {
  const stream = randomStream(7, 'sample');
  const labels = Array.from({ length: 120 }, (_, i) => (i % 3 === 0 ? 0 : 1));
  const probabilities = labels.map(
    (label) => Math.round(20 * Math.min(1, Math.max(0, stream.normal(0.35 + 0.3 * label, 0.2)))) / 20,
  );
  return rowsOf(labels, probabilities, (i) => `p${i >> 1}`).map((row, i) =>
    row.label === 1 ? { ...row, columns: { subtype: i % 2 ? 'virus' : 'bacteria' } } : row,
  );
}

describe('evaluatePredictions', () => {
  it.each(cases)('has scikit-learn’s figures as values on $name', (one) => {
    const evaluation = evaluatePredictions(rowsOf(one.labels, one.probabilities), {
      threshold: one.threshold,
      seed: 1,
      resamples: 20,
    });
    expect(evaluation.confusion).toEqual(one.confusion);
    for (const name of metricNames) {
      const { value, low, high } = evaluation[name];
      if (one.metrics[name] === null) expect([value, low, high], name).toEqual([null, null, null]);
      else expect(value, name).toBeCloseTo(one.metrics[name], 12);
    }
  });

  it('equals a plain bootstrap that repeats the rows and computes every figure anew', () => {
    const rows = sample();
    const options = { seed: 11, resamples: 60 };
    const { intervals } = bootstrapPatients(
      rows.map((row) => row.patient),
      (weights) => {
        const drawn = rows.flatMap((row, i) => Array.from({ length: weights[i]! }, () => row));
        const labels = drawn.map((row) => row.label!);
        if (new Set(labels).size < 2) return undefined;
        const metrics = binaryMetrics(
          labels,
          drawn.map((row) => row.probability),
          0.5,
        );
        const viral = drawn.filter((row) => row.columns?.['subtype'] === 'virus');
        const counts = confusionCounts(
          viral.map((row) => row.label!),
          viral.map((row) => row.probability),
          0.5,
        );
        const onCurve = specificityAtSensitivity(
          labels,
          drawn.map((row) => row.probability),
          0.9,
        );
        return [...metricNames.map((name) => metrics[name]), onCurve, sensitivity(counts)];
      },
      options,
    );
    const evaluation = evaluatePredictions(rows, {
      threshold: 0.5,
      subgroupColumns: ['subtype'],
      atSensitivity: 0.9,
      ...options,
    });
    metricNames.forEach((name, s) => {
      expect(evaluation[name].low, name).toBeCloseTo(intervals[s]!.low!, 12);
      expect(evaluation[name].high, name).toBeCloseTo(intervals[s]!.high!, 12);
    });
    const { sensitivity: asked, specificity } = evaluation.atSensitivity!;
    expect([asked, specificity.low, specificity.high]).toEqual([
      0.9,
      intervals.at(-2)!.low,
      intervals.at(-2)!.high,
    ]);
    const virus = evaluation.subgroups.find((group) => group.value === 'virus')!;
    expect(virus.sensitivity.low).toBeCloseTo(intervals.at(-1)!.low!, 12);
    expect(virus.sensitivity.high).toBeCloseTo(intervals.at(-1)!.high!, 12);
  });

  it('has every value inside its interval', () => {
    const evaluation = evaluatePredictions(sample(), { threshold: 0.5, seed: 3 });
    for (const name of metricNames) {
      const { value, low, high } = evaluation[name];
      expect(low!).toBeLessThan(value!);
      expect(high!).toBeGreaterThan(value!);
    }
  });

  it('gives the same bits for the same seed and any order of the rows', () => {
    const rows = sample();
    const options = { threshold: 0.5, seed: 9, resamples: 50, subgroupColumns: ['subtype'] };
    const whole = evaluatePredictions(rows, options);
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        expect(evaluatePredictions(randomStream(seed, 'order').shuffle(rows), options)).toEqual(whole);
      }),
      { numRuns: 5 },
    );
    expect(evaluatePredictions(rows, { ...options, seed: 10 })).not.toEqual(whole);
  });

  it('counts subgroups by column and value and has no figure where a class is missing', () => {
    const { subgroups } = evaluatePredictions(sample(), {
      threshold: 0.5,
      seed: 1,
      resamples: 10,
      subgroupColumns: ['subtype', 'view'],
    });
    expect(
      subgroups.map(({ column, value, n, positives, negatives }) => [column, value, n, positives, negatives]),
    ).toEqual([
      ['subtype', 'bacteria', 40, 40, 0],
      ['subtype', 'virus', 40, 40, 0],
    ]);
    expect(subgroups[0]!.specificity).toEqual({ value: null, low: null, high: null });
  });

  it('is plain JSON', () => {
    const evaluation = evaluatePredictions(sample(), { threshold: 0.5, seed: 1, resamples: 10 });
    expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
    expect(evaluation).toMatchObject({ model: 'model', split: 'test', n: 120, patients: 60, positives: 80 });
    expect(evaluation.bootstrap).toMatchObject({ unit: 'patient', seed: 1, resamples: 10, level: 0.95 });
  });

  it('draws again where a resample would miss a class', () => {
    const evaluation = evaluatePredictions(rowsOf([1, 0, 0, 0], [0.9, 0.2, 0.3, 0.1]), {
      threshold: 0.5,
      seed: 1,
      resamples: 100,
    });
    expect(evaluation.auroc).toEqual({ value: 1, low: 1, high: 1 });
    expect(evaluation.bootstrap.redrawn).toBeGreaterThan(10);
  });

  it('refuses rows that cannot be judged together, naming the first', () => {
    const [a, b] = rowsOf([0, 1], [0.2, 0.8]) as [Prediction, Prediction];
    const options = { threshold: 0.5, seed: 1 };
    const { label: _, ...unlabelled } = b;
    expect(() => evaluatePredictions([], options)).toThrow('no predictions to judge');
    expect(() => evaluatePredictions([a, unlabelled], options)).toThrow(
      "1 of 2 predictions have no label ('image-1'",
    );
    expect(() => evaluatePredictions([a, { ...b, model: 'other' }], options)).toThrow(
      "model 'model' and of model 'other'",
    );
    expect(() => evaluatePredictions([a, { ...b, split: 'val' }], options)).toThrow(
      "split 'test' and of split 'val'",
    );
    expect(() => evaluatePredictions([a, { ...b, id: a.id }], options)).toThrow("'image-0' came twice");
    expect(() => evaluatePredictions([a, b], { ...options, threshold: 50 })).toThrow('threshold is 50');
    expect(() => evaluatePredictions([a, b], { ...options, level: 95 })).toThrow('level is 95');
  });

  it('says what the figures would be at another prevalence, as on data of that prevalence', () => {
    const rows = sample();
    const options = { threshold: 0.5, seed: 3, resamples: 50 };
    const own = evaluatePredictions(rows, { ...options, prevalence: 80 / 120 });
    expect(evaluatePredictions(rows, { ...options, prevalence: 80 / 120, atSensitivity: 0.9 })).toMatchObject(
      own,
    );
    for (const name of ['precision', 'negativePredictiveValue', 'f1', 'accuracy'] as const)
      expect(own.atPrevalence![name].value).toBeCloseTo(own[name].value!, 12);
    // Every healthy child of 40 counted nine times: 80 of 440 are sick.
    const { atPrevalence } = evaluatePredictions(rows, { ...options, prevalence: 80 / 440 });
    const more = evaluatePredictions(
      rows.flatMap((row) =>
        row.label === 1 ? [row] : Array.from({ length: 9 }, (_, k) => ({ ...row, id: `${row.id} ${k}` })),
      ),
      options,
    );
    for (const name of ['precision', 'negativePredictiveValue', 'f1', 'accuracy'] as const) {
      const { value, low, high } = atPrevalence![name];
      expect(value).toBeCloseTo(more[name].value!, 12);
      expect(low).toBeLessThanOrEqual(value!);
      expect(high).toBeGreaterThanOrEqual(value!);
    }
    const { atPrevalence: _, ...rest } = own;
    expect(rest).toEqual(evaluatePredictions(rows, options));
    expect(() => evaluatePredictions(rows, { ...options, prevalence: 1 })).toThrow(/prevalence is 1/);
    const sick = rows.filter(({ label }) => label === 1);
    expect(evaluatePredictions(sick, { ...options, prevalence: 0.1 }).atPrevalence).toBeUndefined();
  });

  it('has no point of a ROC curve where a class is missing, and refuses what is no sensitivity', () => {
    const options = { threshold: 0.5, seed: 3, resamples: 20 };
    const healthy = sample().filter(({ label }) => label === 0);
    expect(evaluatePredictions(healthy, { ...options, atSensitivity: 0.9 }).atSensitivity).toBeUndefined();
    expect(() => evaluatePredictions(healthy, { ...options, atSensitivity: 98 })).toThrow(
      'atSensitivity is 98',
    );
  });
});
