import { describe, it } from 'vitest';
import { expectSame, integers, tf, uniform } from '../helpers/backends.ts';

type Reduction = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

const REDUCTIONS: Readonly<Record<string, Reduction>> = {
  Sum: tf.sum,
  Mean: tf.mean,
  Max: tf.max,
  Min: tf.min,
  Prod: tf.prod,
};

const AXES: [number[], number | number[] | undefined][] = [
  [[], undefined],
  [[5], undefined],
  [[3, 4], 0],
  [[3, 4], -1],
  [
    [2, 3, 4, 5],
    [0, 1, 2],
  ],
  [
    [2, 3, 4, 5],
    [1, 2],
  ],
  [
    [2, 3, 4, 5],
    [3, 0],
  ],
  [[2, 3, 4, 5], undefined],
  [[2, 3], []],
];

describe.each(Object.entries(REDUCTIONS))('%s', (name, f) => {
  it.each(AXES)('of shape %j over axes %j equals the cpu backend', async (shape, axis) => {
    await expectSame(() => [
      f(uniform(name, shape, 0.5, 1.5), axis),
      f(uniform(name, shape, 0.5, 1.5), axis, true),
    ]);
  });

  it('passes NaN on', async () => {
    await expectSame(() => f(tf.tensor2d([1, Number.NaN, 2, 3, 4, 5], [2, 3]), 1));
  });

  it('of int32 equals the cpu backend', async () => {
    await expectSame(() => f(integers(name, [3, 4], -4, 5), 1));
  });

  // Core's gradient of prod calls chained methods that only the union package has.
  it.each(name === 'Prod' ? [] : [[0], [1], [[0, 1]], [undefined]])(
    'has the gradient of the cpu backend over axes %j',
    async (axis) => {
      await expectSame(() => tf.grad((x) => tf.square(f(x, axis)))(uniform(name, [3, 4], 0.5, 1.5)));
    },
  );
});

describe('Sum', () => {
  it('of bool counts', async () => {
    await expectSame(() => tf.sum(tf.tensor1d([1, 0, 1, 1], 'bool')));
  });

  it('over an empty axis is zero', async () => {
    await expectSame(() => tf.sum(tf.zeros([2, 0, 3]), 1));
  });

  it('of a channels-first intermediate equals the cpu backend', async () => {
    await expectSame(() => {
      const y = tf.conv2d(
        uniform('sx', [2, 6, 5, 3]) as tf.Tensor4D,
        uniform('sw', [3, 3, 3, 4]) as tf.Tensor4D,
        1,
        'same',
      );
      return [[0, 1, 2], [1, 2], [0, 1, 2, 3], [3], [0], [1, 3]].flatMap((axes) => [
        tf.sum(y, axes),
        tf.mean(y, axes, true),
      ]);
    });
  });
});

describe.each([
  ['All', tf.all],
  ['Any', tf.any],
] as const)('%s', (_, f) => {
  it('equals the cpu backend', async () => {
    await expectSame(() => [
      f(tf.tensor2d([1, 0, 1, 1], [2, 2], 'bool'), 1),
      f(tf.tensor2d([1, 0, 1, 1], [2, 2], 'bool')),
    ]);
  });
});

describe.each([
  ['ArgMax', tf.argMax],
  ['ArgMin', tf.argMin],
] as const)('%s', (_, f) => {
  it('gives the first of equal values', async () => {
    await expectSame(() => [
      f(tf.tensor2d([1, 3, 3, 0, 0, 2], [2, 3]), 1),
      f(tf.tensor2d([1, 3, 3, 0, 0, 2], [2, 3]), 0),
    ]);
  });
});

describe('composite functions', () => {
  it.each([
    ['moments', (x: tf.Tensor) => Object.values(tf.moments(x, [0, 1, 2]))],
    ['softmax', (x: tf.Tensor) => tf.softmax(x)],
    ['logSoftmax', (x: tf.Tensor) => tf.logSoftmax(x)],
    ['logSumExp', (x: tf.Tensor) => tf.logSumExp(x, 1)],
    ['cumsum', (x: tf.Tensor) => tf.cumsum(x, 1)],
  ] as [string, (x: tf.Tensor) => tf.Tensor | tf.Tensor[]][])(
    '%s equals the cpu backend',
    async (name, f) => {
      await expectSame(() => f(uniform(name, [2, 3, 4, 5])));
    },
  );

  it('the gradient of softmax equals the cpu backend', async () => {
    await expectSame(() => tf.grad((x) => tf.square(tf.softmax(x)))(uniform('sm', [4, 6])));
  });
});
