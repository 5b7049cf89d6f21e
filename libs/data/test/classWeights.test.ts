import { classWeights } from '@pneumo/data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from './support/errorOf.ts';

describe('classWeights', () => {
  it("gives the study's 1.94 and 0.67", () => {
    const labels = Float32Array.from({ length: 4185 }, (_, i) => (i < 1079 ? 0 : 1));
    const { negative, positive } = classWeights(labels);
    expect([negative.toFixed(2), positive.toFixed(2)]).toEqual(['1.94', '0.67']);
  });

  it('weighs both classes alike, one on average', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 99 }), (n, p) => {
        const { negative, positive } = classWeights([
          ...new Array<number>(n).fill(0),
          ...new Array<number>(p).fill(1),
        ]);
        expect(n * negative).toBeCloseTo(p * positive, 9);
        expect((n * negative + p * positive) / (n + p)).toBeCloseTo(1, 12);
      }),
    );
  });

  it('refuses one class and labels that are none', async () => {
    expect((await errorOf(() => classWeights([1, 1]))).code).toBe('ONE_CLASS');
    expect((await errorOf(() => classWeights([0, 1, 2]))).message).toContain('labels[2] is 2');
    expect((await errorOf(() => classWeights([0, 1, Number.NaN]))).code).toBe('INVALID_ARGUMENT');
  });
});
