import {
  applyAugmentation,
  type AugmentationRecord,
  augment,
  drawAugmentation,
  identityPolicy,
  studyPolicy,
} from '@pneumo/augment';
import { pixelImage } from '@pneumo/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytes,
  floats,
  largestDifference,
  meanDifference,
  recordOf,
  reference,
} from './fixtures/torchvision.ts';

const byteImage = fc
  .record({
    width: fc.integer({ min: 1, max: 24 }),
    height: fc.integer({ min: 1, max: 24 }),
    channels: fc.constantFrom(1, 3),
  })
  .chain(({ width, height, channels }) =>
    fc
      .uint8Array({ minLength: width * height * channels, maxLength: width * height * channels })
      .map((data) => pixelImage(width, height, channels as 1 | 3, data)),
  );

describe('applyAugmentation', () => {
  it.each(reference.geometry.map((one, index) => [index, one.image, one.fill, one] as const))(
    'composes the geometry of case %i (%s, fill %s) into one resampling, as PyTorch grid_sample does',
    (_index, _image, _fill, { image, fill, operations, expected }) => {
      const result = applyAugmentation(floats(image, 255), recordOf(operations, fill));
      expect(largestDifference(result.data, expected)).toBeLessThan(2e-4);
    },
  );

  it.each(
    reference.torchvision.map((one) => [one.operations.map(({ type }) => type).join(', '), one] as const),
  )('gives what torchvision gives for %s', (_name, { operations, expected }) => {
    const result = applyAugmentation(floats('grey', 255), recordOf(operations));
    // torchvision computes its grid in float32.
    expect(largestDifference(result.data, expected)).toBeLessThan(2e-3);
    // Places between bytes are rounded to 1/128 pixel: up to half a step to either side of the difference of neighbours,
    // which are noise here and lie up to 170 apart.
    const rounded = applyAugmentation(bytes('grey'), recordOf(operations));
    expect(largestDifference(rounded.data, expected)).toBeLessThan(0.5 + 170 / 256);
    expect(meanDifference(rounded.data, expected)).toBeLessThan(0.27);
  });

  it.each(reference.greyValues.map((one) => [one.image, JSON.stringify(one.operations), one] as const))(
    'gives what torchvision gives for a %s image and %s',
    (_image, _operations, { image, operations, expected }) => {
      const result = applyAugmentation(floats(image, 1), recordOf(operations));
      expect(largestDifference(result.data, expected)).toBeLessThan(2e-6);
      const rounded = applyAugmentation(bytes(image), recordOf(operations));
      expect(
        largestDifference(
          rounded.data,
          expected.map((value) => value * 255),
        ),
      ).toBeLessThan(0.5 + 1e-3);
    },
  );

  it('gives the same bytes for a record without operations, in new memory', () => {
    fc.assert(
      fc.property(byteImage, (image) => {
        const result = augment(image, identityPolicy, { seed: 1, epoch: 0, id: 'a' });
        expect(result).toEqual(image);
        expect(result.data).not.toBe(image.data);
      }),
    );
  });

  it('gives the same bytes after two flips, after a full turn by halves, and for moves there and back', () => {
    fc.assert(
      fc.property(byteImage, (image) => {
        const flip = recordOf([{ type: 'horizontalFlip' }]);
        expect(applyAugmentation(applyAugmentation(image, flip), flip)).toEqual(image);
        const half = { type: 'rotation', degrees: 180 } as const;
        expect(applyAugmentation(image, recordOf([half, half], 'edge'))).toEqual(image);
        const away = { type: 'shift', x: 0.25, y: -0.5 } as const;
        const back = { type: 'shift', x: -0.25, y: 0.5 } as const;
        expect(applyAugmentation(image, recordOf([away, back]))).toEqual(image);
      }),
    );
  });

  it('turns a square by 90 degrees counter-clockwise without loss', () => {
    const image = pixelImage(2, 2, 1, Uint8Array.of(1, 2, 3, 4));
    expect([...applyAugmentation(image, recordOf([{ type: 'rotation', degrees: 90 }])).data]).toEqual([
      2, 4, 1, 3,
    ]);
  });

  it('moves the picture to the right and down for a positive shift', () => {
    const image = pixelImage(2, 2, 1, Uint8Array.of(1, 2, 3, 4));
    const moved = applyAugmentation(image, recordOf([{ type: 'shift', x: 0.5, y: 0.5 }], 1));
    expect([...moved.data]).toEqual([255, 255, 255, 1]);
  });

  it('replays a record that went through JSON bit for bit, in any order of images', () => {
    const image = bytes('grey');
    const records = Array.from({ length: 20 }, (_, i) =>
      drawAugmentation(studyPolicy, { seed: 3, epoch: i % 2, id: `s${i}` }),
    );
    const first = records.map((record) => applyAugmentation(image, record));
    const replayed = [...records]
      .reverse()
      .map((record) => applyAugmentation(image, JSON.parse(JSON.stringify(record)) as AugmentationRecord))
      .reverse();
    expect(replayed).toEqual(first);
    expect(new Set(first.map(({ data }) => data.join())).size).toBe(20);
  });

  it('does not change its input', () => {
    const image = bytes('colour');
    const before = image.data.slice();
    augment(image, studyPolicy, { seed: 1, epoch: 0, id: 'a' });
    expect(image.data).toEqual(before);
  });

  it('keeps every value within the range of the image, whatever is drawn', () => {
    fc.assert(
      fc.property(byteImage, fc.integer({ min: 0, max: 2 ** 40 }), (image, seed) => {
        const range = [-3, 5] as const;
        const data = Float32Array.from(image.data, (value) => -3 + (value * 8) / 255);
        const strong = {
          version: 1,
          fill: 0.5,
          operations: [
            { type: 'rotation', degrees: 180 },
            { type: 'scale', amount: 1 },
            { type: 'brightness', amount: 1 },
            { type: 'contrast', amount: 1 },
          ],
        } as const;
        const result = augment(pixelImage(image.width, image.height, image.channels, data, range), strong, {
          seed,
          epoch: 0,
          id: 'a',
        });
        expect(result.range).toEqual(range);
        for (const value of result.data) expect(value >= -3 - 1e-5 && value <= 5 + 1e-5).toBe(true);
      }),
    );
  });

  it('treats 16-bit images as it treats bytes', () => {
    const image = bytes('grey');
    const wide = pixelImage(
      image.width,
      image.height,
      1,
      Uint16Array.from(image.data, (value) => value * 257),
    );
    const record = drawAugmentation(studyPolicy, { seed: 5, epoch: 0, id: 'a' });
    const narrow = applyAugmentation(image, record);
    const scaled = Float32Array.from(applyAugmentation(wide, record).data, (value) => value / 257);
    // Only bytes are read at rounded places.
    expect(largestDifference(scaled, narrow.data)).toBeLessThan(0.5 + 170 / 256);
    expect(meanDifference(scaled, narrow.data)).toBeLessThan(0.27);
  });

  it('gives a grey image stored in three channels the same values as in one', () => {
    const grey = bytes('grey');
    const data = Uint8Array.from({ length: grey.data.length * 3 }, (_, i) => grey.data[Math.floor(i / 3)]!);
    const geometryAndBrightness = recordOf(
      [
        { type: 'rotation', degrees: 12 },
        { type: 'shift', x: 0.1, y: 0 },
        { type: 'brightness', factor: 1.1 },
      ],
      'reflect',
    );
    const one = applyAugmentation(grey, geometryAndBrightness);
    const three = applyAugmentation(pixelImage(grey.width, grey.height, 3, data), geometryAndBrightness);
    expect(three.data.filter((_, i) => i % 3 === 1)).toEqual(one.data);
  });

  it('refuses NaN in a float image instead of spreading it', () => {
    const image = pixelImage(2, 1, 1, Float32Array.of(0.5, NaN));
    expect(() => augment(image, studyPolicy, { seed: 1, epoch: 0, id: 'a' })).toThrow(/holds NaN at index 1/);
  });
});
