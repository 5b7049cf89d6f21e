import { describe, expect, it } from 'vitest';
import { expectSame, runOn, tf, uniform } from '../helpers/backends.ts';

type Pad =
  'same' | 'valid' | number | [[number, number], [number, number], [number, number], [number, number]];

interface ConvCase {
  x: [number, number, number, number];
  w: [number, number, number, number];
  strides?: number | [number, number];
  pad?: Pad;
  dilations?: number;
  gradient?: boolean;
}

const CONVOLUTIONS: ConvCase[] = [
  { x: [2, 6, 5, 3], w: [3, 3, 3, 4] },
  { x: [2, 6, 5, 5], w: [3, 3, 5, 7] },
  { x: [1, 7, 7, 16], w: [3, 3, 16, 32] },
  { x: [1, 7, 6, 32], w: [5, 3, 32, 16] },
  { x: [2, 8, 8, 8], w: [1, 1, 8, 6] },
  { x: [2, 8, 7, 6], w: [3, 3, 6, 4], strides: 2 },
  { x: [2, 9, 9, 6], w: [3, 3, 6, 4], strides: 2, pad: 'valid' },
  { x: [1, 9, 8, 3], w: [7, 7, 3, 4], strides: [2, 1] },
  { x: [1, 8, 8, 6], w: [3, 3, 6, 4], strides: 3, pad: 'valid' },
  { x: [1, 6, 6, 6], w: [2, 2, 6, 4], strides: 2, pad: 'valid' },
  { x: [1, 6, 6, 6], w: [4, 4, 6, 4], pad: 'same' },
  {
    x: [1, 6, 6, 6],
    w: [3, 3, 6, 4],
    pad: [
      [0, 0],
      [2, 1],
      [0, 1],
      [0, 0],
    ],
  },
  { x: [1, 6, 6, 6], w: [1, 3, 6, 4] },
  { x: [1, 6, 6, 6], w: [3, 1, 6, 4] },
  { x: [3, 4, 4, 64], w: [3, 3, 64, 64] },
  // Large enough for threads and blocked kernels.
  { x: [3, 16, 15, 64], w: [3, 3, 64, 32] },
  { x: [2, 17, 16, 32], w: [3, 3, 32, 64], strides: 2 },
  { x: [2, 20, 21, 32], w: [3, 3, 32, 64], strides: 2, pad: 'valid' },
  { x: [2, 20, 21, 32], w: [4, 5, 32, 32], strides: [3, 2] },
  { x: [2, 21, 20, 32], w: [1, 1, 32, 64], strides: 2 },
  { x: [2, 14, 15, 32], w: [2, 2, 32, 32], strides: 3, pad: 'valid' },
  {
    x: [2, 15, 14, 32],
    w: [3, 2, 32, 32],
    strides: [2, 3],
    pad: [
      [0, 0],
      [1, 1],
      [0, 1],
      [0, 0],
    ],
  },
  {
    x: [2, 14, 14, 32],
    w: [7, 7, 32, 64],
    strides: 2,
    pad: [
      [0, 0],
      [3, 3],
      [3, 3],
      [0, 0],
    ],
  },
  // Padding that makes the output longer than the places of the input.
  {
    x: [1, 14, 14, 32],
    w: [1, 3, 32, 32],
    strides: 2,
    pad: [
      [0, 0],
      [2, 2],
      [4, 4],
      [0, 0],
    ],
  },
  { x: [1, 9, 9, 6], w: [3, 3, 6, 4], dilations: 2, gradient: false },
];

const convolve =
  ({ strides = 1, pad = 'same', dilations = 1 }: ConvCase) =>
  (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
    tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad as 'same', 'NHWC', dilations);

describe.each(CONVOLUTIONS.map((test) => [JSON.stringify(test), test] as const))('Conv2D %s', (_, test) => {
  const inputs = (): [tf.Tensor, tf.Tensor] => [uniform('cx', test.x), uniform('cw', test.w)];

  it('equals the cpu backend', async () => {
    await expectSame(() => convolve(test)(...inputs()));
  });

  if (test.gradient !== false)
    it('has the gradients of the cpu backend', async () => {
      await expectSame(() => tf.grads((x, w) => tf.square(convolve(test)(x, w)))(inputs()), 2e-5);
    });
});

describe('Conv2D in other forms', () => {
  it('accepts channels-first tensors', async () => {
    await expectSame(() => {
      const [x, w] = [uniform('nx', [2, 3, 6, 5]) as tf.Tensor4D, uniform('nw', [3, 3, 3, 4]) as tf.Tensor4D];
      return tf.conv2d(x, w, 1, 'same', 'NCHW');
    });
  });

  it('transposes', async () => {
    await expectSame(() =>
      tf.conv2dTranspose(
        uniform('tx', [1, 4, 4, 3]) as tf.Tensor4D,
        uniform('tw', [3, 3, 2, 3]) as tf.Tensor4D,
        [1, 8, 8, 2],
        2,
        'same',
      ),
    );
  });

  it.each(['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const)(
    'fuses bias and %s',
    async (activation) => {
      await expectSame(() => [
        tf.fused.conv2d({
          x: uniform('fx', [2, 6, 5, 3]) as tf.Tensor4D,
          filter: uniform('fw', [3, 3, 3, 4]) as tf.Tensor4D,
          strides: 1,
          pad: 'same',
          bias: uniform('fb', [4]),
          activation,
          leakyreluAlpha: 0.2,
          ...(activation === 'prelu' ? { preluActivationWeights: uniform('fp', [1, 1, 4]) } : {}),
        }),
        tf.fused.depthwiseConv2d({
          x: uniform('fx', [2, 6, 5, 3]) as tf.Tensor4D,
          filter: uniform('fd', [3, 3, 3, 2]) as tf.Tensor4D,
          strides: 1,
          pad: 'same',
          bias: uniform('fe', [6]),
          activation,
          leakyreluAlpha: 0.2,
          ...(activation === 'prelu' ? { preluActivationWeights: uniform('fq', [1, 1, 6]) } : {}),
        }),
      ]);
    },
  );

  it.each([
    [1, 'same', 1],
    [2, 'same', 1],
    [1, 'valid', 2],
  ] as const)('is depthwise with stride %j, padding %s and dilation %j', async (strides, pad, dilations) => {
    await expectSame(() =>
      tf.depthwiseConv2d(
        uniform('dx', [2, 7, 6, 4]) as tf.Tensor4D,
        uniform('dw', [3, 3, 4, 2]) as tf.Tensor4D,
        strides,
        pad,
        'NHWC',
        dilations,
      ),
    );
  });

  it.each([
    [[2, 12, 12, 64], 3, 1, 'same'],
    [[2, 12, 12, 64], 3, 2, 'same'],
    [[2, 13, 11, 64], 3, 2, 'same'],
    [[2, 13, 12, 64], 5, 2, 'valid'],
    [[2, 12, 13, 64], 5, 1, 'same'],
    [[2, 14, 13, 64], 3, 3, 'valid'],
    [[2, 13, 12, 64], 1, 2, 'valid'],
  ] as const)(
    'has the depthwise gradients of the cpu backend on blocks of channels: %j, filter %j, stride %j, %s',
    async (shape, size, strides, pad) => {
      await expectSame(
        () =>
          tf.grads((x, w) => tf.square(tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, strides, pad)))(
            [uniform('dbx', [...shape]), uniform('dbw', [size, size, shape[3], 1])],
          ),
        2e-5,
      );
    },
  );

  it('has the depthwise gradients of the cpu backend', async () => {
    await expectSame(() =>
      tf.grads((x, w) => tf.square(tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same')))([
        uniform('dx', [2, 6, 5, 4]),
        uniform('dw', [3, 3, 4, 1]),
      ]),
    );
  });

  it('equals a convolution of single images', async () => {
    const x = (): tf.Tensor4D => uniform('bx', [3, 8, 8, 16]) as tf.Tensor4D;
    const w = (): tf.Tensor4D => uniform('bw', [3, 3, 16, 16]) as tf.Tensor4D;
    const [batch] = await runOn('onnx', () => tf.conv2d(x(), w(), 1, 'same'));
    const singles = await runOn('onnx', () =>
      tf.unstack(x()).map((image) => tf.conv2d(image as tf.Tensor3D, w(), 1, 'same')),
    );
    const flat = singles.flatMap(({ values }) => values);
    batch!.values.forEach((value, index) => expect(Math.abs(value - flat[index]!)).toBeLessThan(1e-5));
  });
});

describe('MatMul', () => {
  it.each([
    [[3, 4], [4, 5], false, false],
    [[4, 3], [4, 5], true, false],
    [[3, 4], [5, 4], false, true],
    [[4, 3], [5, 4], true, true],
    [[2, 3, 4], [2, 4, 5], false, false],
    [[1, 3, 4], [5, 4, 2], false, false],
  ] as const)(
    'of %j and %j (transposed: %j, %j) and its gradients equal the cpu backend',
    async (a, b, ta, tb) => {
      const inputs = (): tf.Tensor[] => [uniform('ma', [...a]), uniform('mb', [...b])];
      await expectSame(() => tf.matMul(inputs()[0]!, inputs()[1]!, ta, tb));
      // Core's gradient does not sum over broadcast batches.
      if (a[0] === 1) return;
      await expectSame(() => tf.grads((x, y) => tf.square(tf.matMul(x, y, ta, tb)))(inputs()));
    },
  );

  it('fuses bias and activation', async () => {
    await expectSame(() =>
      tf.fused.matMul({
        a: uniform('fa', [3, 4]),
        b: uniform('fb', [4, 5]),
        bias: uniform('fc', [5]),
        activation: 'relu',
      }),
    );
  });
});
