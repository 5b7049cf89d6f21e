import { applyAugmentation, type DrawnOperation } from '@pneumo/augment';
import { pixelImage } from '@pneumo/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyByScripts } from '../../src/applyByScripts.ts';
import { geometryOf } from '../../src/geometry/geometryOf.ts';
import { recordOf } from '../fixtures/torchvision.ts';

const factor = fc.double({ min: 0, max: 3, noNaN: true });
const operation = fc.oneof(
  fc.record({ type: fc.constant('brightness' as const), factor }),
  fc.record({ type: fc.constant('contrast' as const), factor }),
  fc.constant({ type: 'invert' as const }),
  fc.record({
    type: fc.constant('gaussianNoise' as const),
    deviation: fc.constant(0.1),
    seed: fc.integer({ min: 0, max: 9 }),
  }),
  fc.record({ type: fc.constant('blur' as const), sigma: fc.double({ min: 0, max: 2, noNaN: true }) }),
  fc.record({ type: fc.constant('gamma' as const), gamma: fc.double({ min: 0.5, max: 2, noNaN: true }) }),
);
const geometry = fc.oneof(
  fc.record({
    type: fc.constant('rotation' as const),
    degrees: fc.double({ min: -180, max: 180, noNaN: true }),
  }),
  fc.record({
    type: fc.constant('shift' as const),
    x: fc.double({ min: -0.3, max: 0.3, noNaN: true }),
    y: fc.double({ min: -1, max: 1, noNaN: true }),
  }),
  fc.record({ type: fc.constant('scale' as const), factor: fc.double({ min: 1, max: 4, noNaN: true }) }),
  fc.constant({ type: 'horizontalFlip' as const }),
);

describe('grey bytes', () => {
  it('are computed by WebAssembly bit for bit as scripts compute them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom('edge' as const, 'reflect' as const, 0, 1, 0.35),
        fc.array(geometry, { minLength: 1, maxLength: 3 }),
        fc.array(operation, { maxLength: 4 }),
        fc.constantFrom(1, 3, 255),
        fc.integer({ min: 0, max: 2 ** 30 }),
        (width, height, fill, moves, changes, brightest, seed) => {
          const data = Uint8Array.from(
            { length: width * height },
            (_, i) => (Math.imul(i + seed, 0x9e3779b1) >>> 8) % (brightest + 1),
          );
          const record = recordOf([...moves, ...changes] as DrawnOperation[], fill);
          const bytes = applyAugmentation(pixelImage(width, height, 1, data), record);
          const image = pixelImage(width, height, 1, data);
          const frame = { width, height, channels: 1, range: image.range } as const;
          expect(bytes.data).toEqual(applyByScripts(image, geometryOf(record, image, image), record, frame));
        },
      ),
      { numRuns: 600 },
    );
  });

  it('are the same in another size and in memory of their own', () => {
    const image = pixelImage(
      31,
      24,
      1,
      Uint8Array.from({ length: 744 }, (_, i) => (i * 7) % 251),
    );
    const record = recordOf([{ type: 'rotation', degrees: 4 }], 'edge');
    const first = applyAugmentation(image, record, { width: 50, height: 41 });
    const kept = first.data.slice();
    applyAugmentation(image, recordOf([{ type: 'rotation', degrees: 90 }], 'edge'));
    expect(first.data).toEqual(kept);
    expect(first.data.byteLength).toBe(first.data.buffer.byteLength);
  });
});
