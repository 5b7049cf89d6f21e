import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { permute } from '../../src/export/permute.ts';
import { tf } from '../helpers/backends.ts';

describe('permute', () => {
  it('orders elements as tf.transpose does', async () => {
    await tf.setBackend('cpu');
    const cases = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        order: fc.shuffledSubarray(
          shape.map((_, axis) => axis),
          { minLength: shape.length },
        ),
      }),
    );
    fc.assert(
      fc.property(cases, ({ shape, order }) => {
        const size = shape.reduce((product, count) => product * count, 1);
        const data = Float32Array.from({ length: size }, (_, index) => index);
        const expected = tf.tidy(() => tf.transpose(tf.tensor(data, shape), order).dataSync());
        expect(permute({ shape, data }, order)).toEqual({
          shape: order.map((axis) => shape[axis]),
          data: expected,
        });
      }),
      { seed: 1 },
    );
  });
});
