import { describe, expect, it } from 'vitest';
import { expectSame, runOn, tf, uniform } from '../helpers/backends.ts';

type Case = [string, () => tf.Tensor | tf.Tensor[]];
const image = (n = 2): tf.Tensor4D => uniform(`image ${n}`, [n, 5, 6, 3]) as tf.Tensor4D;
const features = (): tf.Tensor4D => tf.conv2d(image(), uniform('w', [3, 3, 3, 4]) as tf.Tensor4D, 1, 'same');
const MATRIX = [0.9, -0.3, 1.2, 0.25, 1.1, -0.7, 0.01, -0.02];
const SHIFT = [1, 0, -2.5, 0, 1, 3.25, 0, 0];
const boxes = (): tf.Tensor2D =>
  tf.tensor2d([[0, 0, 1, 1], [0.1, 0.2, 0.7, 0.9], [0.9, 0.8, 0.2, 0.1], [-0.5, -0.2, 1.4, 1.1]]); // prettier-ignore
const which = (): tf.Tensor1D => tf.tensor1d([0, 1, 1, 0], 'int32');
const withNan = (): tf.Tensor4D =>
  tf.tensor4d([1, Number.NaN, 3, 4, 5, 6, 7, Number.POSITIVE_INFINITY, 9], [1, 3, 3, 1]);

const FLAGS: [boolean, boolean][] = [
  [false, false],
  [true, false],
  [false, true],
];

const CASES: Case[] = [
  ...FLAGS.flatMap(([corners, half]): Case[] => [
    [
      `ResizeBilinear, alignCorners ${corners}, halfPixelCenters ${half}`,
      () =>
        [[5, 6], [9, 4], [1, 1], [3, 13]].map((size) => tf.image.resizeBilinear(image(), size as [number, number], corners, half)), // prettier-ignore
    ],
    [
      `ResizeNearestNeighbor, alignCorners ${corners}, halfPixelCenters ${half}`,
      () =>
        [[5, 6], [9, 4], [1, 1], [3, 13]].map((size) => tf.image.resizeNearestNeighbor(image(), size as [number, number], corners, half)), // prettier-ignore
    ],
  ]),
  ['ResizeBilinear of feature maps', () => tf.relu(tf.image.resizeBilinear(features(), [8, 3]))],
  [
    'ResizeNearestNeighbor of feature maps',
    () => tf.relu(tf.image.resizeNearestNeighbor(features(), [8, 3])),
  ],
  ['ResizeBilinear of NaN and infinity', () => tf.image.resizeBilinear(withNan(), [5, 4])],
  ['ResizeNearestNeighbor of NaN and infinity', () => tf.image.resizeNearestNeighbor(withNan(), [5, 4])],
  ['CropAndResize, bilinear', () => tf.image.cropAndResize(image(), boxes(), which(), [4, 5], 'bilinear', 7)],
  ['CropAndResize, nearest', () => tf.image.cropAndResize(image(), boxes(), which(), [4, 5], 'nearest', -1)],
  ['CropAndResize to one pixel', () => tf.image.cropAndResize(image(), boxes(), which(), [1, 1])],
  ['CropAndResize of images that do not exist', () => tf.image.cropAndResize(image(), boxes(), tf.tensor1d([0, 2, 1, 3], 'int32'), [2, 2])], // prettier-ignore
  ['RotateWithOffset', () => tf.image.rotateWithOffset(image(), 0.5, 0.3)],
  ['RotateWithOffset about a corner', () => tf.image.rotateWithOffset(image(), -1.2, [9, 8, 7], [0.1, 0.8])],
  ['RotateWithOffset of four channels', () => tf.image.rotateWithOffset(uniform('rgba', [1, 4, 4, 4]) as tf.Tensor4D, 2, [1, 2, 3])], // prettier-ignore
  ...(['constant', 'reflect', 'wrap', 'nearest'] as const).flatMap((mode): Case[] =>
    (['nearest', 'bilinear'] as const).map((interpolation) => [
      `Transform, ${interpolation}, ${mode}`,
      () =>
        [MATRIX, SHIFT].map((matrix) =>
          tf.image.transform(image(1), tf.tensor2d([matrix]), interpolation, mode, 0.5, [7, 5]),
        ),
    ]),
  ),
];

describe('kernels that resample', () => {
  it.each(CASES)('%s equals the cpu backend', async (_, compute) => {
    await expectSame(compute);
  });

  it('Transform transforms every image of a batch as it does a single one', async () => {
    const matrices = (): tf.Tensor2D => tf.tensor2d([MATRIX, SHIFT]);
    const results = await runOn('onnx', () => [
      tf.image.transform(image(), matrices(), 'bilinear'),
      ...[0, 1].map((index) =>
        tf.image.transform(
          tf.slice(image(), index, 1) as tf.Tensor4D,
          tf.slice(matrices(), index, 1) as tf.Tensor2D,
          'bilinear',
        ),
      ),
    ]);
    expect(results[0]!.values).toEqual([...results[1]!.values, ...results[2]!.values]);
  });
});

describe('gradients of resizes', () => {
  // The cpu backend is right for a single square image only.
  const square = (): tf.Tensor4D => uniform('square', [1, 5, 5, 3]) as tf.Tensor4D;
  it.each([
    [[9, 4], false],
    [[9, 4], true],
    [[2, 3], false],
    [[1, 1], true],
  ] as [[number, number], boolean][])(
    'to %j, alignCorners %s, equal the cpu backend',
    async (size, corners) => {
      await expectSame(() =>
        tf.grad((x) => tf.square(tf.image.resizeBilinear(x as tf.Tensor4D, size, corners)))(square()),
      );
      await expectSame(() =>
        tf.grad((x) => tf.square(tf.image.resizeNearestNeighbor(x as tf.Tensor4D, size, corners)))(square()),
      );
    },
  );

  it.each(FLAGS)('are the transposed resize, alignCorners %s, halfPixelCenters %s', async (corners, half) => {
    const [dy, x] = [uniform('dy', [2, 7, 4, 3]), image()];
    for (const resize of [tf.image.resizeBilinear, tf.image.resizeNearestNeighbor]) {
      // <dy, Rx> = <Rᵀdy, x> for a linear map R.
      const [forward, backward] = await runOn('onnx', () => {
        const f = (t: tf.Tensor): tf.Tensor =>
          tf.sum(tf.mul(dy, resize(t as tf.Tensor4D, [7, 4], corners, half)));
        return [f(x), tf.sum(tf.mul(tf.grad(f)(x), x))];
      });
      expect(Math.abs(forward!.values[0]! - backward!.values[0]!)).toBeLessThan(1e-4);
    }
    tf.dispose([dy, x]);
  });
});
