import { rocCurve } from '@pneumo/metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutStraightPoints } from '../../src/charts/withoutStraightPoints.ts';

const area = (points: readonly { falsePositiveRate: number; truePositiveRate: number }[]): number =>
  points.slice(1).reduce((sum, b, i) => {
    const a = points[i]!;
    return (
      sum + ((b.falsePositiveRate - a.falsePositiveRate) * (a.truePositiveRate + b.truePositiveRate)) / 2
    );
  }, 0);

describe('withoutStraightPoints(points)', () => {
  it('keeps ends, order and area of any curve', () => {
    const scored = fc.array(
      fc.tuple(fc.constantFrom(0 as const, 1 as const), fc.integer({ min: 0, max: 20 })),
      {
        minLength: 4,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(scored, (rows) => {
        const labels = [0, 1, ...rows.map(([label]) => label)];
        const points = rocCurve(labels, [3, 4, ...rows.map(([, score]) => score)]);
        const kept = withoutStraightPoints(points);
        expect([kept[0], kept.at(-1)]).toEqual([points[0], points.at(-1)]);
        expect(kept).toEqual(points.filter((point) => kept.includes(point)));
        expect(area(kept)).toBeCloseTo(area(points), 9);
      }),
    );
  });
});
