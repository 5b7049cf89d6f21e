import { describe, expect, it } from 'vitest';
import { expectSame, runOn, tf, uniform } from '../helpers/backends.ts';

type Image = tf.Tensor4D;
const SHAPE: [number, number, number, number] = [4, 5, 6, 4];
const parameters = (): tf.Tensor[] => [
  uniform('x', SHAPE, -1, 3),
  uniform('gamma', [4], 0.5, 2),
  uniform('beta', [4]),
];

function normalise(x: tf.Tensor, gamma?: tf.Tensor, beta?: tf.Tensor, keepDims = false): tf.Tensor {
  const { mean, variance } = tf.moments(x, [0, 1, 2], keepDims);
  return tf.batchNorm(
    x as Image,
    tf.reshape(mean, [4]) as tf.Tensor1D,
    tf.reshape(variance, [4]) as tf.Tensor1D,
    beta as tf.Tensor1D,
    gamma as tf.Tensor1D,
    1e-3,
  );
}

// Core cannot differentiate a batch normalisation without scale and offset.
const scale = (): tf.Tensor1D => uniform('scale', [4], 0.5, 2) as tf.Tensor1D;
const offset = (): tf.Tensor1D => uniform('offset', [4]) as tf.Tensor1D;
const conv = (x: tf.Tensor, w: tf.Tensor): tf.Tensor => tf.conv2d(x as Image, w as Image, 1, 'same');
const weighted = (y: tf.Tensor): tf.Tensor => tf.mul(y, uniform('weights', y.shape));

describe('FusedBatchNorm', () => {
  it.each([true, false])(
    'by given statistics equals the cpu backend (scale and offset: %j)',
    async (affine) => {
      const [scale, offset] = affine
        ? [uniform('s', [4]) as tf.Tensor1D, uniform('o', [4]) as tf.Tensor1D]
        : [undefined, undefined];
      await expectSame(() =>
        tf.batchNorm(
          uniform('x', SHAPE) as Image,
          uniform('m', [4]) as tf.Tensor1D,
          uniform('v', [4], 0.5, 2) as tf.Tensor1D,
          offset,
          scale,
        ),
      );
    },
  );

  it('by statistics of the full shape equals the cpu backend', async () => {
    await expectSame(() =>
      tf.batchNorm(
        uniform('x', SHAPE) as Image,
        uniform('m', SHAPE) as Image,
        uniform('v', SHAPE, 0.5, 2) as Image,
      ),
    );
  });

  it('by given statistics has the gradients of the cpu backend', async () => {
    const f = (x: tf.Tensor, m: tf.Tensor, v: tf.Tensor, s: tf.Tensor, o: tf.Tensor): tf.Tensor =>
      weighted(
        tf.batchNorm(
          x as Image,
          m as tf.Tensor1D,
          v as tf.Tensor1D,
          o as tf.Tensor1D,
          s as tf.Tensor1D,
          1e-2,
        ),
      );
    await expectSame(() =>
      tf.grads(f as (...args: tf.Tensor[]) => tf.Tensor)([
        uniform('x', SHAPE),
        uniform('m', [4]),
        uniform('v', [4], 0.5, 2),
        uniform('s', [4]),
        uniform('o', [4]),
      ]),
    );
  });

  it.each([true, false])(
    'by its own moments has the gradients of the cpu backend (kept dimensions: %j)',
    async (keepDims) => {
      await expectSame(
        () => tf.grads((x, g, b) => weighted(normalise(x!, g, b, keepDims)))(parameters()),
        1e-4,
      );
    },
  );

  it('by its own moments after a convolution, before relu, has the gradients of the cpu backend', async () => {
    await expectSame(() => {
      const f = (x: tf.Tensor, w: tf.Tensor, g: tf.Tensor, b: tf.Tensor): tf.Tensor =>
        weighted(tf.relu(normalise(conv(x, w), g, b)));
      return tf.grads(f as (...args: tf.Tensor[]) => tf.Tensor)([
        uniform('cx', [4, 5, 6, 3]),
        uniform('cw', [3, 3, 3, 4]),
        ...parameters().slice(1),
      ]);
    }, 1e-4);
  });

  it('takes the general gradient where the mean is a free variable', async () => {
    await expectSame(() => {
      const x = uniform('x', SHAPE);
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      return tf.grads((a, m, v) =>
        weighted(tf.batchNorm(a as Image, m as tf.Tensor1D, v as tf.Tensor1D, offset(), scale())),
      )([x, mean, variance]);
    }, 1e-4);
  });

  it('takes the general gradient where the statistics are of another tensor', async () => {
    await expectSame(
      () =>
        tf.grad((x) => {
          const { mean, variance } = tf.moments(tf.mul(x, 2), [0, 1, 2]);
          return weighted(
            tf.batchNorm(x as Image, mean as tf.Tensor1D, variance as tf.Tensor1D, offset(), scale()),
          );
        })(uniform('x', SHAPE)),
      1e-4,
    );
  });

  it('adds what else the mean is used for', async () => {
    await expectSame(
      () =>
        tf.grad((x) => {
          const { mean, variance } = tf.moments(x, [0, 1, 2]);
          const y = tf.batchNorm(x as Image, mean as tf.Tensor1D, variance as tf.Tensor1D, offset(), scale());
          return tf.add(tf.sum(weighted(y)), tf.sum(tf.mul(tf.square(mean), variance)));
        })(uniform('x', SHAPE)),
      1e-4,
    );
  });

  it('takes the general gradient over other axes', async () => {
    await expectSame(
      () =>
        tf.grad((x) => {
          const { mean, variance } = tf.moments(x, [1, 2, 3]);
          return weighted(
            tf.batchNorm(x as Image, mean as tf.Tensor1D, variance as tf.Tensor1D, offset(), scale()),
          );
        })(uniform('x', [4, 3, 5, 4])),
      1e-4,
    );
  });

  it('keeps its precision where the mean is much greater than the deviation', async () => {
    const x = (): tf.Tensor =>
      tf.add(tf.mul(conv(uniform('cx', [4, 5, 6, 3]), uniform('cw', [3, 3, 3, 4])), 0.01), 100);
    const [own] = await runOn('onnx', () => tf.moments(x(), [0, 1, 2]).variance);
    const [exact] = await runOn('cpu', () => tf.moments(x(), [0, 1, 2]).variance);
    own!.values.forEach((value, index) =>
      expect(Math.abs(value / exact!.values[index]! - 1)).toBeLessThan(1e-3),
    );
  });
});
