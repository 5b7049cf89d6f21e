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

/** Behind a convolution of so many channels, images are blocked. */
const BLOCKED: [number, number, number, number][] = [
  [2, 16, 16, 32],
  [2, 17, 15, 32],
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

describe.each(BLOCKED.map((shape) => [JSON.stringify(shape), shape] as const))(
  'halving pools %s',
  (_, shape) => {
    const weights = (): tf.Tensor4D =>
      tf.cast(integers('halving weights', [3, 3, 32, 32], -1, 2), 'float32') as tf.Tensor4D;
    // Whole numbers are exact in any order, so that equal values stay equal on both backends.
    const images = (): tf.Tensor => tf.cast(integers('halving', shape, 0, 2), 'float32');

    it('behind a convolution give the gradient of equal values to the first of them', async () => {
      await expectSame(() =>
        tf.grads((x, w) => {
          const pooled = tf.maxPool(tf.conv2d(x as Image, w as Image, 1, 'same'), 2, 2, 'valid');
          return tf.square(tf.mul(pooled, 0.25));
        })([images(), weights()]),
      );
    });

    it('behind relu give nothing where no value is positive', async () => {
      await expectSame(() =>
        tf.grads((x, w) => {
          const active = tf.relu(tf.sub(tf.conv2d(x as Image, w as Image, 1, 'same'), 3));
          return tf.square(tf.add(tf.maxPool(active as Image, 2, 2, 'valid'), 0.25));
        })([images(), weights()]),
      );
    });
  },
);
