import { decodeHalves, encodeHalves } from '@pneumo/core';
import { describe, expect, it } from 'vitest';

describe('half-precision numbers', () => {
  // numpy.float32(x).astype(numpy.float16).view(numpy.uint16)
  it('are rounded as NumPy rounds them: ties to even, subnormal numbers, overflow', () => {
    const values = [
      0,
      -0,
      1,
      1 / 3,
      65504,
      65519,
      65520,
      2 ** -24,
      2 ** -25,
      3 * 2 ** -25,
      1 + 2 ** -11,
      1e-3,
    ];
    expect([...encodeHalves(Float32Array.from(values))]).toEqual([
      0, 32768, 15360, 13653, 31743, 31743, 31744, 1, 0, 2, 15360, 5145,
    ]);
  });

  it('come back as they were, every one of the 65,536', () => {
    const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
    const back = encodeHalves(decodeHalves(bits));
    const isNaNBits = (half: number): boolean => (half & 0x7c00) === 0x7c00 && (half & 0x3ff) !== 0;
    expect(bits.every((half, i) => (isNaNBits(half) ? isNaNBits(back[i]!) : back[i] === half))).toBe(true);
  });
});
