import { pixelImage } from '@pneumo/core';
import { type OpenedImage, renderGrey } from '@pneumo/data';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../support/errorOf.ts';

const opened = (values: number[], more: Partial<OpenedImage> = {}): OpenedImage => ({
  pixels: pixelImage(values.length, 1, 1, Uint16Array.from(values)),
  offset: 0,
  modality: { slope: 1, intercept: 0 },
  inverted: false,
  pixelAspect: 1,
  columns: {},
  burnedIn: 'no',
  ...more,
});

// Windows, tables, padding and inversion are compared with pydicom in node/dicom/openDicom.test.ts.
describe('renderGrey', () => {
  it('keeps order, and MONOCHROME1 turns it round exactly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(65535), { minLength: 2, maxLength: 20 }),
        fc.integer({ min: 1, max: 70000 }),
        fc.integer({ min: -5, max: 70000 }),
        fc.constantFrom('linear', 'linear-exact', 'sigmoid'),
        (values, width, centre, shape) => {
          const sorted = values.sort((a, b) => a - b);
          const window = { centre, width, shape } as const;
          const grey = [...renderGrey(opened(sorted), window).data];
          expect(grey).toEqual([...grey].sort((a, b) => a - b));
          expect([...renderGrey(opened(sorted, { inverted: true }), window).data]).toEqual(
            grey.map((value) => 255 - value),
          );
        },
      ),
    );
  });

  it('stretches deep values over what the image holds, and keeps bytes as they are', () => {
    expect([...renderGrey(opened([100, 300, 500])).data]).toEqual([0, 128, 255]);
    const bytes = { pixels: pixelImage(3, 1, 1, Uint8Array.of(100, 101, 200)) };
    expect([...renderGrey(opened([0], { ...bytes })).data]).toEqual([100, 101, 200]);
  });

  it('gives black for an image of one value, and turns the order by a negative slope', () => {
    expect([...renderGrey(opened([7, 7])).data]).toEqual([0, 0]);
    expect([...renderGrey(opened([0, 10], { modality: { slope: -2, intercept: 3 } })).data]).toEqual([
      255, 0,
    ]);
  });

  it('refuses windows that are none and images in colour', async () => {
    for (const window of [
      { centre: 1, width: 0 },
      { centre: Number.NaN, width: 5 },
      { centre: 1, width: 0, shape: 'sigmoid' as const },
      { centre: 1, width: Infinity },
    ])
      expect((await errorOf(() => renderGrey(opened([1]), window))).code).toBe('INVALID_ARGUMENT');
    const colour = { pixels: pixelImage(1, 1, 3, new Uint8Array(3)) };
    expect((await errorOf(() => renderGrey(opened([0], colour)))).code).toBe('INVALID_ARGUMENT');
  });
});
