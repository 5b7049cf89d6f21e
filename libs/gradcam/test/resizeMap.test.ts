import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resizeMap } from '../src/resizeMap.ts';
import './cpuBackend.ts';
import { largestDifference } from './networks.ts';

const size = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }));

describe('resizeMap', () => {
  it("gives what tfjs' resizeBilinear gives with half pixel centres", () => {
    fc.assert(
      fc.property(size, size, ([w, h], [newW, newH]) => {
        const map = Float32Array.from({ length: w * h }, (_, i) => Math.sin(7 * i));
        const expected = tf.tidy(() =>
          tf.image.resizeBilinear(tf.tensor3d(map, [h, w, 1]), [newH, newW], false, true).dataSync(),
        );
        expect(largestDifference(resizeMap(map, [w, h], [newW, newH]), expected)).toBeLessThan(1e-5);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps a map of its own size and a constant map', () => {
    const map = Float32Array.of(1, 2, 3, 4);
    expect(resizeMap(map, [2, 2], [2, 2])).toEqual(map);
    expect([...resizeMap(Float32Array.of(5), [1, 1], [3, 2])]).toEqual([5, 5, 5, 5, 5, 5]);
  });
});
