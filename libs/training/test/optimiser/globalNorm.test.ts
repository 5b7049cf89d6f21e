import { clipByGlobalNorm, globalNorm } from '@pneumo/training';
import '../quietCpu.ts';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const values = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 8 });

describe('globalNorm', () => {
  it('equals the norm of all gradients laid end to end', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const norm = tf.tidy(
          () => globalNorm([tf.tensor1d(a), tf.tensor2d(b, [b.length, 1])]).dataSync()[0]!,
        );
        const expected = Math.hypot(...a, ...b);
        expect(Math.abs(norm - expected)).toBeLessThanOrEqual(1e-5 * (1 + expected));
      }),
    );
  });
});

describe('clipByGlobalNorm', () => {
  it('leaves short gradients as they are, to the bit', () => {
    const gradients = [tf.tensor1d([0.3, -0.4])];
    expect([...clipByGlobalNorm(gradients, globalNorm(gradients), 1)[0]!.dataSync()]).toEqual([
      ...gradients[0]!.dataSync(),
    ]);
  });

  it('brings long gradients to the limit without turning them', () => {
    const gradients = [tf.tensor1d([30]), tf.tensor1d([-40])];
    const clipped = clipByGlobalNorm(gradients, globalNorm(gradients), 5).map((g) => g.dataSync()[0]!);
    expect(clipped[0]).toBeCloseTo(3, 5);
    expect(clipped[1]).toBeCloseTo(-4, 5);
  });

  it('gives zeros, not NaN, for gradients of zero', () => {
    const gradients = [tf.zeros([3])];
    expect([...clipByGlobalNorm(gradients, globalNorm(gradients), 1)[0]!.dataSync()]).toEqual([0, 0, 0]);
  });

  it('refuses a limit that is no number above 0', () => {
    const gradients = [tf.tensor1d([1])];
    expect(() => clipByGlobalNorm(gradients, globalNorm(gradients), 0)).toThrow(/clipNorm is 0/);
  });
});
