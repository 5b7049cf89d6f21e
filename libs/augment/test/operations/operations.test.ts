import { applyAugmentation, type AugmentationRecord, applyGeometry } from '@pneumo/augment';
import { pixelImage } from '@pneumo/core';
import { describe, expect, it } from 'vitest';
import { differenceInside, film, fixture, recordOfCase } from '../fixtures/operations.ts';

/** Largest difference allowed, in levels of 255; 6e-4 is the rounding of the fixture. */
const ALLOWED: readonly (readonly [by: string, levels: number])[] = [
  // OpenCV rounds in between.
  ['OpenCV', 1.5],
  // libjpeg's transform is in whole numbers: a coefficient between two steps may fall on the other side.
  ['libjpeg', 8],
  ['torchvision affine shear', 1e-3],
  ['', 7e-4],
];

function record(operations: AugmentationRecord['operations']): AugmentationRecord {
  return { version: 1, seed: 0, epoch: 0, id: 'a', fill: 'edge', operations };
}

describe('the operations', () => {
  it.each(
    fixture.cases.map(
      (one) => [one.by, one.image, JSON.stringify(one.operations).slice(0, 60), one] as const,
    ),
  )('give what %s gives for a %s image and %s', (by, _image, _operations, one) => {
    const { width, height } = one;
    const options = { ...(width && { width }), ...(height && { height }) };
    const result = applyAugmentation(film(one.image), recordOfCase(one), options);
    const allowed = ALLOWED.find(([name]) => by.includes(name))![1];
    expect(differenceInside(result, one.expected, one.margin)).toBeLessThan(allowed);
  });

  it('give the same bytes where their amount is nothing', () => {
    const image = pixelImage(21, 17, 1, Uint8Array.from(film('grey').data));
    const nothing: AugmentationRecord['operations'] = [
      { type: 'shear', x: 0, y: 0 },
      { type: 'aspect', factor: 1 },
      { type: 'perspective', corners: [0, 0, 0, 0, 0, 0, 0, 0] },
      { type: 'randomResizedCrop', x: 0, y: 0, width: 1, height: 1 },
      { type: 'elastic', cells: 2, x: new Array<number>(25).fill(0), y: new Array<number>(25).fill(0) },
      { type: 'gamma', gamma: 1 },
      { type: 'posterise', bits: 8 },
      { type: 'gaussianNoise', deviation: 0, seed: 7 },
      { type: 'blur', sigma: 0 },
      { type: 'sharpen', factor: 1 },
      { type: 'frame', left: 0, top: 0, right: 0, bottom: 0, level: 0 },
    ];
    expect(applyAugmentation(image, record(nothing))).toEqual(image);
    expect(applyAugmentation(image, { ...record(nothing), interpolation: 'bicubic' })).toEqual(image);
  });

  it('treat 8-bit and 16-bit images alike', () => {
    const grey = film('grey');
    const bytes = pixelImage(21, 17, 1, Uint8Array.from(grey.data));
    const wide = pixelImage(
      21,
      17,
      1,
      Uint16Array.from(grey.data, (value) => value * 257),
    );
    for (const operations of [
      [{ type: 'clahe', clipLimit: 2, tiles: 2 }],
      [{ type: 'equalise' }],
      [{ type: 'jpeg', quality: 40 }],
      [
        { type: 'gaussianNoise', deviation: 0.1, seed: 3 },
        { type: 'blur', sigma: 1 },
      ],
    ] as const) {
      const narrow = applyAugmentation(bytes, record(operations));
      const scaled = applyAugmentation(wide, record(operations));
      for (const [i, value] of narrow.data.entries()) {
        expect(Math.abs(scaled.data[i]! / 257 - value)).toBeLessThan(0.51);
      }
    }
  });

  it('add noise that is normal, independent from pixel to pixel, and the same in all channels', () => {
    const size = 200;
    const flat = pixelImage(size, size, 1, new Float32Array(size * size).fill(0.5));
    const noisy = applyAugmentation(flat, record([{ type: 'gaussianNoise', deviation: 0.1, seed: 5 }]));
    const noise = Float64Array.from(noisy.data, (value) => (value - 0.5) / 0.1);
    const moment = (power: number): number =>
      noise.reduce((sum, value) => sum + value ** power, 0) / noise.length;
    expect(Math.abs(moment(1))).toBeLessThan(4 / size);
    expect(Math.abs(moment(2) - 1)).toBeLessThan((4 * Math.SQRT2) / size);
    expect(Math.abs(moment(4) - 3)).toBeLessThan((4 * Math.sqrt(96)) / size);
    // Shares below the quantiles of the normal distribution (scipy.stats.norm.cdf).
    for (const [quantile, share] of [
      [-1.96, 0.024998],
      [-0.5, 0.308538],
      [1, 0.841345],
      [2.5, 0.99379],
    ] as const) {
      const below = noise.filter((value) => value < quantile).length / noise.length;
      expect(Math.abs(below - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / noise.length));
    }
    for (const lag of [1, 2, size]) {
      let sum = 0;
      for (let i = lag; i < noise.length; i++) sum += noise[i]! * noise[i - lag]!;
      expect(Math.abs(sum / noise.length)).toBeLessThan(4 / size);
    }
    const colour = pixelImage(2, 2, 3, new Float32Array(12).fill(0.5));
    const { data } = applyAugmentation(colour, record([{ type: 'gaussianNoise', deviation: 0.1, seed: 5 }]));
    expect(data[3]).toBe(data[5]);
  });

  it('cover rectangles and borders with one grey, and no mask', () => {
    const image = pixelImage(4, 4, 1, new Uint8Array(16).fill(100));
    const dropped = record([{ type: 'coarseDropout', rectangles: [0.25, 0.5, 0.5, 0.25], level: 0 }]);
    expect(
      [...applyAugmentation(image, dropped).data].flatMap((value, i) => (value === 0 ? [i] : [])),
    ).toEqual([9, 10]);
    expect(applyGeometry(image, dropped)).toEqual(image);
    const framed = applyAugmentation(
      image,
      record([{ type: 'frame', left: 0.25, top: 0, right: 0, bottom: 0.25, level: 1 }]),
    );
    expect([...framed.data].flatMap((value, i) => (value === 255 ? [i] : []))).toEqual([
      0, 4, 8, 12, 13, 14, 15,
    ]);
  });

  it('write an upright letter whose ink is that of its cells', () => {
    const image = pixelImage(70, 70, 1, new Float32Array(4900));
    const letter = { type: 'marker', letter: 'L', x: 0.5, y: 0.5, height: 0.5, level: 1 } as const;
    const written = applyAugmentation(image, record([letter]));
    // Eleven cells of 5 × 5 pixels: six of the stem, five of the foot.
    expect(written.data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(11 * 25, 3);
    expect(written.data[30 * 70 + 24]).toBeCloseTo(1, 5);
    expect(written.data[30 * 70 + 40]).toBe(0);
  });

  it('mix the chains of AugMix by their weights and leave its mask', () => {
    const image = film('grey');
    const chains = [
      [{ type: 'horizontalFlip' }],
      [{ type: 'rotation', degrees: 10 }, { type: 'invert' }],
    ] as const;
    const mixed = applyAugmentation(
      image,
      record([{ type: 'augMix', mix: 0.6, weights: [0.25, 0.75], chains }]),
    );
    const [first, second] = chains.map((chain) => applyAugmentation(image, record(chain)).data);
    mixed.data.forEach((value, i) => {
      const expected = 0.4 * image.data[i]! + 0.6 * (0.25 * first![i]! + 0.75 * second![i]!);
      expect(Math.abs(value - expected)).toBeLessThan(1e-4);
    });
    const mask = pixelImage(2, 1, 1, Uint8Array.of(1, 0));
    expect(
      applyGeometry(mask, record([{ type: 'augMix', mix: 1, weights: [1], chains: [chains[0]] }])),
    ).toEqual(mask);
  });

  it('keep a mask in step with its image under bent and tilted geometry, also in another size', () => {
    const size = 64;
    const disc = pixelImage(
      size,
      size,
      1,
      Uint8Array.from({ length: size * size }, (_, i) =>
        Math.hypot((i % size) - 30, Math.floor(i / size) - 34) < 14 ? 255 : 0,
      ),
    );
    const bend = Array.from({ length: 49 }, (_, i) => 0.3 * Math.sin(i * 1.7));
    const bent = record([
      { type: 'elastic', cells: 4, x: bend, y: bend.toReversed() },
      { type: 'perspective', corners: [0.1, 0.05, -0.12, 0, 0, -0.1, 0.02, -0.03] },
      { type: 'shear', x: 0.1, y: -0.05 },
    ]);
    for (const options of [{}, { width: 90, height: 50 }]) {
      const image = applyAugmentation(disc, bent, options);
      const mask = applyGeometry(disc, bent, options);
      const apart = mask.data.filter((value, i) => value > 0 !== image.data[i]! >= 128).length;
      const inside = mask.data.filter((value) => value > 0).length;
      expect(apart / inside).toBeLessThan(0.04);
      expect(mask.data.every((value) => value === 0 || value === 255)).toBe(true);
    }
  });
});
