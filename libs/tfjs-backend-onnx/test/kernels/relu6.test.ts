import { describe, it } from 'vitest';
import { expectSame, tf, uniform } from '../helpers/backends.ts';

describe('the gradient of Relu6', () => {
  const edges = [
    -7,
    -1e-30,
    0,
    1e-30,
    0.5,
    5.9999995,
    6,
    6.0000005,
    7,
    1e30,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];

  it('is that of the cpu backend at its edges, where 6 itself counts', async () => {
    await expectSame(() => tf.grad((x) => tf.mul(tf.relu6(x), 2))(tf.tensor1d(edges)));
  });

  it('is that of the cpu backend behind a convolution', async () => {
    await expectSame(
      () =>
        tf.grads((x, w) =>
          tf.square(tf.relu6(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same') as tf.Tensor)),
        )([uniform('r6x', [2, 14, 14, 32], -4, 4), uniform('r6w', [1, 1, 32, 32])]),
      2e-5,
    );
  });
});
