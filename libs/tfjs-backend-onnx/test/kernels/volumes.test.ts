import { describe, expect, it } from 'vitest';
import { expectSame, integers, runOn, tf, uniform } from '../helpers/backends.ts';

const volume = (shape = [2, 5, 6, 4, 3]): tf.Tensor5D =>
  uniform(`volume ${shape.join()}`, shape) as tf.Tensor5D;
const filter = (shape: number[]): tf.Tensor5D => uniform('filter', shape) as tf.Tensor5D;

const CONVOLUTIONS: [string, number[], number | [number, number, number], 'same' | 'valid'][] = [
  ['valid', [2, 3, 2, 3, 4], 1, 'valid'],
  ['same', [3, 3, 3, 3, 2], 1, 'same'],
  ['strided, with a rest', [2, 2, 2, 3, 4], [2, 3, 1], 'valid'],
  ['strided and padded', [3, 3, 3, 3, 2], 2, 'same'],
  ['of one tap', [1, 1, 1, 3, 5], 1, 'same'],
];

describe.each(CONVOLUTIONS)('Conv3D %s', (_, shape, strides, pad) => {
  const conv = (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
    tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, strides, pad);

  it('equals the cpu backend', async () => {
    await expectSame(() => conv(volume(), filter(shape)));
  });

  it('has the gradients of the cpu backend', async () => {
    await expectSame(() => tf.grads((x, w) => tf.square(conv(x, w)))([volume(), filter(shape)]));
  });
});

it('Conv3D with dilations equals the cpu backend', async () => {
  await expectSame(() => tf.conv3d(volume(), filter([2, 2, 2, 3, 4]), 1, 'same', 'NDHWC', [2, 1, 2]));
});

const POOLS: [
  string,
  number | [number, number, number],
  number | [number, number, number],
  'same' | 'valid' | number,
][] = [
  ['of 2', 2, 2, 'valid'],
  ['padded', 3, 2, 'same'],
  ['overlapping', 3, 1, 'valid'],
  ['of unlike sides', [1, 2, 2], [1, 2, 1], 'same'],
  ['padded by a number', 3, 2, 1],
];

describe.each(POOLS)('pools of volumes %s', (_, size, strides, pad) => {
  const max = (x: tf.Tensor): tf.Tensor => tf.maxPool3d(x as tf.Tensor5D, size, strides, pad);
  const avg = (x: tf.Tensor): tf.Tensor => tf.avgPool3d(x as tf.Tensor5D, size, strides, pad);

  it('equal the cpu backend', async () => {
    await expectSame(() => [max(volume()), avg(volume())]);
  });

  it('have the gradients of the cpu backend', async () => {
    await expectSame(() => tf.grad((x) => tf.square(avg(x)))(volume()));
    await expectSame(() => tf.grad((x) => tf.square(max(x)))(volume()));
  });

  it('give the gradient of equal values to the last of them', async () => {
    await expectSame(() =>
      tf.grad((x) => tf.mul(max(x), 3))(tf.cast(integers('ties', [1, 5, 6, 4, 2], 0, 3), 'float32')),
    );
  });
});

it('MaxPool3DGrad loses nothing for oblong windows, where the cpu backend does', async () => {
  const sum = (name: string): Promise<number> =>
    runOn(name, () =>
      tf.sum(tf.grad((x) => tf.maxPool3d(x as tf.Tensor5D, [1, 3, 2], [1, 3, 2], 'valid'))(volume())),
    ).then(([total]) => total!.values[0]!);
  // Every window hands out a gradient of 1.
  expect(await sum('onnx')).toBe(2 * 5 * 2 * 2 * 3);
  expect(await sum('cpu')).toBeLessThan(2 * 5 * 2 * 2 * 3);
});

it('pools of volumes skip NaN as the cpu backend does', async () => {
  const x = (): tf.Tensor5D =>
    tf.tensor5d(
      [1, Number.NaN, 3, 4, Number.NEGATIVE_INFINITY, 6, 7, Number.POSITIVE_INFINITY],
      [1, 2, 2, 2, 1],
    );
  await expectSame(() => tf.maxPool3d(x(), [1, 2, 1], 1, 'valid'));
  await expectSame(() => tf.avgPool3d(x(), [1, 2, 1], 1, 'valid'));
});
