import { describe, it } from 'vitest';
import { expectSame, integers, tf, uniform } from '../helpers/backends.ts';

interface PoolCase {
  x: [number, number, number, number];
  size: number | [number, number];
  strides: number | [number, number];
  pad: 'same' | 'valid' | number;
}

const POOLS: PoolCase[] = [
  { x: [2, 6, 6, 3], size: 2, strides: 2, pad: 'valid' },
  { x: [2, 7, 5, 3], size: 2, strides: 2, pad: 'valid' },
  { x: [2, 7, 5, 3], size: 2, strides: 2, pad: 'same' },
  { x: [1, 8, 8, 4], size: 3, strides: 2, pad: 'same' },
  { x: [1, 8, 8, 4], size: 3, strides: 1, pad: 'valid' },
  { x: [1, 8, 9, 4], size: [2, 3], strides: [1, 2], pad: 1 },
  { x: [1, 5, 5, 2], size: 1, strides: 1, pad: 'valid' },
];

type Image = tf.Tensor4D;
const maxPool =
  ({ size, strides, pad }: PoolCase) =>
  (x: tf.Tensor): tf.Tensor =>
    tf.maxPool(x as Image, size, strides, pad);
const avgPool =
  ({ size, strides, pad }: PoolCase) =>
  (x: tf.Tensor): tf.Tensor =>
    tf.avgPool(x as Image, size, strides, pad);

describe.each(POOLS.map((test) => [JSON.stringify(test), test] as const))('pools %s', (_, test) => {
  it('equal the cpu backend', async () => {
    await expectSame(() => [maxPool(test)(uniform('p', test.x)), avgPool(test)(uniform('p', test.x))]);
  });

  it('have the gradients of the cpu backend', async () => {
    await expectSame(() =>
      [maxPool, avgPool].map((pool) => tf.grad((x) => tf.square(pool(test)(x)))(uniform('p', test.x))),
    );
  });

  it('give the gradient of equal values to the first of them', async () => {
    await expectSame(() =>
      tf.grad((x) => tf.mul(maxPool(test)(x), 3))(tf.cast(integers('ties', test.x, 0, 3), 'float32')),
    );
    await expectSame(() =>
      tf.grad((x) => tf.square(tf.add(maxPool(test)(tf.relu(x)), 1)))(uniform('zeros', test.x)),
    );
  });
});
