import { sigmoid } from '@pneumo/metrics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('sigmoid', () => {
  it('gives the values of scipy.special.expit', () => {
    expect(sigmoid(-3.5)).toBeCloseTo(0.029312230751356319, 15);
    expect(sigmoid(1.25)).toBeCloseTo(0.77729986117469109, 15);
    expect(sigmoid(-700)).toBeCloseTo(9.85967654375977e-305, 310);
  });

  it('is symmetric about one half and stays within 0 and 1', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => {
        expect(sigmoid(x) + sigmoid(-x)).toBeCloseTo(1, 15);
        expect(sigmoid(x)).toBeGreaterThanOrEqual(0);
        expect(sigmoid(x)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
