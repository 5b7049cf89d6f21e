import {
  IMAGENET_GREY_NORMALISATION,
  IMAGENET_NORMALISATION,
  checkNormalisation,
  normaliseInto,
  pixelImage,
} from '@pneumo/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

describe('normaliseInto', () => {
  it('repeats grey over three channels, each with its own ImageNet statistics', () => {
    const out = new Float32Array(2 * 3 + 2).fill(9);
    normaliseInto(out, 1, pixelImage(2, 1, 1, Uint8Array.of(0, 255)), IMAGENET_NORMALISATION, 3);
    // torchvision.transforms.Normalize of 0 and 1 with the same statistics.
    const expected = [-2.1179039, -2.0357144, -1.8044444, 2.2489083, 2.4285715, 2.64];
    expect([out[0], out[7]]).toEqual([9, 9]);
    expected.forEach((value, i) => expect(out[i + 1]).toBeCloseTo(value, 6));
  });

  it('gives (v - mean) / std for every element type, range and channel', () => {
    const kinds = [
      [Uint8Array, 255],
      [Uint16Array, 4095],
      [Float32Array, 1],
    ] as const;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 6, maxLength: 6 }), (values) => {
        for (const [Type, white] of kinds) {
          const data = Type.from(values.map((v) => (v * white) / 255));
          const out = new Float32Array(6);
          normaliseInto(out, 0, pixelImage(1, 2, 3, data, [0, white]), IMAGENET_NORMALISATION, 3);
          data.forEach((v: number, i: number) => {
            const { mean, std } = IMAGENET_NORMALISATION;
            expect(out[i]).toBeCloseTo((v / white - mean[i % 3]!) / std[i % 3]!, 5);
          });
        }
      }),
      { numRuns: 20 },
    );
  });

  it('respects a range that starts above zero', () => {
    const out = new Float32Array(1);
    normaliseInto(out, 0, pixelImage(1, 1, 1, Uint8Array.of(150), [100, 200]), { mean: [0], std: [1] }, 1);
    expect(out[0]).toBeCloseTo(0.5, 6);
  });

  it('refuses colour for a grey model, a batch too small, and other channel counts', () => {
    const grey = pixelImage(1, 1, 1, Uint8Array.of(1));
    const colour = pixelImage(1, 1, 3, Uint8Array.of(1, 2, 3));
    const out = new Float32Array(3);
    expect(() => normaliseInto(out, 0, colour, IMAGENET_GREY_NORMALISATION, 1)).toThrow(
      /3 channels.*model of 1/,
    );
    expect(() => normaliseInto(out, 1, grey, IMAGENET_NORMALISATION, 3)).toThrow(/needs 3 values from 1/);
    expect(() => normaliseInto(out, 0, grey, IMAGENET_NORMALISATION, 1)).toThrow(
      /normalisation.mean .*expected 1/,
    );
  });
});

describe('checkNormalisation', () => {
  it('refuses a standard deviation of zero and what is no number', () => {
    expect(() => checkNormalisation({ mean: [0], std: [0] }, 1)).toThrow(/normalisation.std is \[0\]/);
    expect(() => checkNormalisation({ mean: [NaN], std: [1] }, 1)).toThrow(/normalisation.mean/);
    expect(() => checkNormalisation({} as never, 1)).toThrow(/normalisation.mean is undefined/);
  });
});
