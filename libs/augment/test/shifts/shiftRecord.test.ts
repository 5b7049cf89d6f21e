import {
  applyAugmentation,
  checkRecord,
  type ShiftName,
  shiftRecord,
  type ShiftSeverity,
  shiftSuite,
} from '@pneumo/augment';
import { pixelImage } from '@pneumo/core';
import { describe, expect, it } from 'vitest';

const size = 64;
/** A smooth picture without symmetry: two lungs of different size on a slope. */
const picture = pixelImage(
  size,
  size,
  1,
  Float32Array.from({ length: size * size }, (_, i) => {
    const [x, y] = [i % size, Math.floor(i / size)];
    const lung = (cx: number, cy: number, r: number): number =>
      Math.exp(-((x - cx) ** 2 + 0.3 * (y - cy) ** 2) / (r * r));
    return 0.75 - 0.4 * lung(18, 24, 9) - 0.3 * lung(45, 36, 12) - 0.003 * y;
  }),
);

describe('shiftRecord', () => {
  it.each(Object.keys(shiftSuite.shifts) as ShiftName[])(
    '%s gives valid records that change the image more from severity to severity',
    (name) => {
      const changes = ([1, 2, 3, 4, 5] as ShiftSeverity[]).map((severity) => {
        let sum = 0;
        for (let i = 0; i < 8; i++) {
          const record = shiftRecord(name, severity, `s${i}`, size);
          checkRecord(JSON.parse(JSON.stringify(record)));
          const { data } = applyAugmentation(picture, record);
          for (let at = 0; at < data.length; at++) sum += Math.abs(data[at]! - picture.data[at]!);
        }
        return sum;
      });
      expect(changes[0]).toBeGreaterThan(0);
      expect([...changes].sort((a, b) => a - b)).toEqual(changes);
    },
  );

  it('is the same for the same image and differs from image to image', () => {
    expect(shiftRecord('marker', 3, 'a', size)).toEqual(shiftRecord('marker', 3, 'a', size));
    expect(shiftRecord('marker', 3, 'a', size).operations).not.toEqual(
      shiftRecord('marker', 3, 'b', size).operations,
    );
  });

  it('refuses unknown shifts and severities', () => {
    expect(() => shiftRecord('fog' as ShiftName, 1, 'a', size)).toThrow(
      /name is 'fog'; expected one of 'overexposure'/,
    );
    expect(() => shiftRecord('blur', 6 as ShiftSeverity, 'a', size)).toThrow(/severity is 6/);
  });

  it('keeps version 1 as it is', () => {
    expect(shiftSuite.version).toBe(1);
    expect(shiftRecord('noise', 2, 'IM-0115-0001.jpeg', 224).operations).toMatchInlineSnapshot(`
      [
        {
          "deviation": 0.02,
          "seed": 45909001,
          "type": "gaussianNoise",
        },
      ]
    `);
    expect(shiftRecord('crop', 3, 'IM-0115-0001.jpeg', 224).operations).toMatchInlineSnapshot(`
      [
        {
          "height": 0.84,
          "type": "randomResizedCrop",
          "width": 0.84,
          "x": 0.06938171722455855,
          "y": 0.037140968442587734,
        },
      ]
    `);
  });
});
