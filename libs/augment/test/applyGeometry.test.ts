import { applyAugmentation, applyGeometry, drawAugmentation, studyPolicy } from '@pneumo/augment';
import { pixelImage } from '@pneumo/core';
import { describe, expect, it } from 'vitest';
import { bytes, recordOf, reference } from './fixtures/torchvision.ts';

describe('applyGeometry', () => {
  it('turns a mask as torchvision does with nearest neighbours', () => {
    const turned = applyGeometry(bytes('mask'), recordOf(reference.mask.operations));
    expect([...turned.data]).toEqual(reference.mask.expected);
  });

  it('keeps a mask in step with its image: a bright disc stays under its mask', () => {
    const size = 64;
    const inDisc = (i: number): boolean => Math.hypot((i % size) - 24, Math.floor(i / size) - 30) < 9;
    const data = Uint8Array.from({ length: size * size }, (_, i) => (inDisc(i) ? 255 : 0));
    const disc = pixelImage(size, size, 1, data);
    for (let i = 0; i < 30; i++) {
      const record = drawAugmentation(studyPolicy, { seed: 1, epoch: 0, id: `s${i}` });
      const geometry = {
        ...record,
        operations: record.operations.filter(({ type }) => type !== 'brightness' && type !== 'contrast'),
      };
      const image = applyAugmentation(disc, geometry);
      const mask = applyGeometry(disc, record);
      // Half-bright pixels of the interpolated edge may fall on either side; the disc has 249, its edge 56.
      const apart = mask.data.filter((value, at) => value > 0 !== image.data[at]! >= 128).length;
      expect(apart).toBeLessThanOrEqual(12);
      expect(mask.data.every((value) => value === 0 || value === 255)).toBe(true);
    }
  });

  it('leaves a mask alone when only brightness and contrast change', () => {
    const mask = bytes('mask');
    const record = recordOf(
      [
        { type: 'brightness', factor: 1.2 },
        { type: 'contrast', factor: 0.8 },
      ],
      'edge',
    );
    expect(applyGeometry(mask, record)).toEqual(mask);
  });

  it('fills with background where the image is filled with a constant, white too', () => {
    const mask = pixelImage(2, 1, 1, Uint8Array.of(255, 255));
    expect([...applyGeometry(mask, recordOf([{ type: 'shift', x: 0.5, y: 0 }], 1)).data]).toEqual([0, 255]);
    expect([...applyGeometry(mask, recordOf([{ type: 'shift', x: 0.5, y: 0 }], 'edge')).data]).toEqual([
      255, 255,
    ]);
  });
});
