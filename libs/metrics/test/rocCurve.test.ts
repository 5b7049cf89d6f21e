import { auroc, confusionCounts, rocCurve, sensitivity, specificity } from '@pneumo/metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tiedExamples } from './arbitraries.ts';
import { twoClassCases } from './fixtures.ts';

describe('rocCurve', () => {
  it.each(twoClassCases)(
    'equals roc_curve(drop_intermediate=False) on $name',
    ({ labels, probabilities, roc }) => {
      const points = rocCurve(labels, probabilities);
      expect(points.map((p) => (p.threshold === Infinity ? null : p.threshold))).toEqual(roc!.threshold);
      points.forEach((point, i) => {
        expect(point.falsePositiveRate).toBeCloseTo(roc!.falsePositiveRate[i]!, 12);
        expect(point.truePositiveRate).toBeCloseTo(roc!.truePositiveRate[i]!, 12);
      });
    },
  );

  it('encloses the area that auroc gives', () => {
    fc.assert(
      fc.property(tiedExamples, ({ labels, scores }) => {
        const points = rocCurve(labels, scores);
        let area = 0;
        for (let i = 1; i < points.length; i++) {
          const [a, b] = [points[i - 1]!, points[i]!];
          area +=
            ((b.falsePositiveRate - a.falsePositiveRate) * (a.truePositiveRate + b.truePositiveRate)) / 2;
        }
        expect(area).toBeCloseTo(auroc(labels, scores)!, 12);
      }),
    );
  });

  it('has sensitivity and 1 - specificity at every threshold', () => {
    fc.assert(
      fc.property(tiedExamples, ({ labels, scores }) => {
        for (const point of rocCurve(labels, scores).slice(1)) {
          const counts = confusionCounts(labels, scores, point.threshold);
          expect(point.truePositiveRate).toBe(sensitivity(counts));
          expect(point.falsePositiveRate).toBeCloseTo(1 - specificity(counts)!, 12);
        }
      }),
    );
  });

  it('says which class is missing', () => {
    expect(() => rocCurve([1, 1], [0.2, 0.3])).toThrow('2 examples with PNEUMONIA and 0 NORMAL ones came');
  });
});
