import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dropThreshold, dropoutMask } from '../../src/layers/dropoutMask.ts';

const key = { seed: 11, step: 4 };
const correlation = (a: Uint8Array, b: Uint8Array, mean: number): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - mean) * (b[i]! - mean);
  return sum / a.length / (mean * (1 - mean));
};

describe('dropoutMask', () => {
  it('draws any part of a mask as the whole has it', () => {
    const whole = dropoutMask(1000, 0, dropThreshold(0.4), 'layer', key);
    fc.assert(
      fc.property(fc.nat(999), fc.nat(400), (first, length) => {
        const n = Math.min(length, 1000 - first);
        expect(dropoutMask(n, first, dropThreshold(0.4), 'layer', key)).toEqual(
          whole.slice(first, first + n),
        );
      }),
    );
  });

  it('keeps what the rate says, as nearly as chance has it', () => {
    // Twenty masks: the squared deviations in units of chance add up to 20 ± 6.3.
    let sum = 0;
    for (let step = 0; step < 20; step++) {
      const mask = dropoutMask(200_000, 0, dropThreshold(0.25), 'layer', { seed: 1, step });
      const kept = mask.reduce((a, b) => a + b, 0);
      sum += (kept - 150_000) ** 2 / (200_000 * 0.25 * 0.75);
    }
    expect(sum).toBeGreaterThan(5);
    expect(sum).toBeLessThan(42);
  });

  it('shows no correlation with its neighbours, other steps, seeds and layers', () => {
    const n = 400_000;
    const mask = dropoutMask(n, 0, 32768, 'layer', key);
    const shifted = [1, 2, 3, 64, 4096].map((lag) => dropoutMask(n, lag, 32768, 'layer', key));
    const others = [
      dropoutMask(n, 0, 32768, 'other', key),
      dropoutMask(n, 0, 32768, 'layer', { ...key, step: 5 }),
      dropoutMask(n, 0, 32768, 'layer', { ...key, seed: 12 }),
    ];
    // Chance has a deviation of 1 / sqrt(n) = 0.0016.
    for (const other of [...shifted, ...others]) {
      expect(Math.abs(correlation(mask, other, 0.5))).toBeLessThan(0.007);
    }
  });

  it('keeps all at threshold 0 and almost none at the highest', () => {
    expect(dropoutMask(9, 1, 0, 'layer', key).every((v) => v === 1)).toBe(true);
    expect(dropoutMask(1000, 0, 65535, 'layer', key).reduce((a, b) => a + b, 0)).toBeLessThan(2);
  });
});
