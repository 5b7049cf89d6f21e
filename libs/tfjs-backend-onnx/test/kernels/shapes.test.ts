import { describe, it } from 'vitest';
import { expectSame, integers, tf, uniform } from '../helpers/backends.ts';

type Case = [string, () => tf.Tensor | tf.Tensor[]];
const x = (): tf.Tensor => uniform('x', [2, 3, 4]);
const image = (): tf.Tensor4D => uniform('image', [2, 5, 6, 3]) as tf.Tensor4D;

const CASES: Case[] = [
  ['Reshape', () => tf.reshape(x(), [4, -1])],
  ['Reshape of a reshaped tensor', () => tf.add(tf.reshape(tf.mul(x(), 2), [6, 4]), 1)],
  ['ExpandDims', () => tf.expandDims(x(), 1)],
  ['Identity', () => tf.clone(x())],
  ['Transpose', () => tf.transpose(x(), [2, 0, 1])],
  ['Transpose of int32', () => tf.transpose(integers('i', [2, 3], 0, 9))],
  ['Slice', () => tf.slice(x(), [0, 1, 1], [2, 2, -1])],
  ['Slice to nothing', () => tf.slice(x(), [0, 1, 1], [2, 0, 3])],
  ['StridedSlice', () => tf.stridedSlice(x(), [1, -1, 0], [2, 0, 4], [1, -1, 2])],
  ['StridedSlice with masks', () => tf.stridedSlice(x(), [0, 0, 1], [1, 2, 3], [1, 1, 1], 1, 2, 0, 0, 4)],
  ['Concat', () => tf.concat([x(), uniform('y', [2, 1, 4])], 1)],
  ['Concat with an empty tensor', () => tf.concat([x(), tf.zeros([2, 0, 4])], 1)],
  ['Pack', () => tf.stack([x(), tf.neg(x())], 1)],
  ['Unpack', () => tf.unstack(x(), 1)],
  ['SplitV', () => tf.split(x(), [1, 3], 2)],
  ['Split in equal parts', () => tf.split(x(), 2, 2)],
  ['Tile', () => tf.tile(x(), [1, 2, 3])],
  ['Tile broadcast into a sum', () => tf.add(tf.tile(uniform('t', [1, 1, 4]), [2, 3, 1]), x())],
  ['BroadcastTo', () => tf.broadcastTo(uniform('b', [3, 1]), [2, 3, 4])],
  [
    'PadV2',
    () =>
      tf.pad(
        x(),
        [
          [0, 1],
          [2, 0],
          [1, 1],
        ],
        0.5,
      ),
  ],
  [
    'PadV2 of int32',
    () =>
      tf.pad(integers('i', [2, 3], 0, 9), [
        [1, 0],
        [0, 2],
      ]),
  ],
  [
    'MirrorPad',
    () => [
      tf.mirrorPad(
        x(),
        [
          [0, 1],
          [1, 1],
          [2, 1],
        ],
        'reflect',
      ),
      tf.mirrorPad(
        x(),
        [
          [0, 1],
          [1, 1],
          [2, 1],
        ],
        'symmetric',
      ),
    ],
  ],
  ['Reverse', () => tf.reverse(x(), [0, 2])],
  ['GatherV2', () => tf.gather(x(), tf.tensor1d([2, 0, 2], 'int32'), 1)],
  [
    'GatherV2 of computed indices',
    () => tf.gather(x(), tf.add(tf.tensor1d([1, 0], 'int32'), tf.scalar(1, 'int32')), 1),
  ],
  [
    'GatherNd',
    () =>
      tf.gatherND(
        x(),
        tf.tensor2d(
          [
            [0, 1],
            [1, 2],
          ],
          [2, 2],
          'int32',
        ),
      ),
  ],
  ['ScatterNd', () => tf.scatterND(tf.tensor2d([[1], [3]], [2, 1], 'int32'), uniform('s', [2, 4]), [5, 4])],
  ['Select', () => tf.where(tf.greater(x(), 0), x(), tf.zerosLike(x()))],
  [
    'Select with a rank-1 condition',
    () => tf.where(tf.tensor1d([1, 0], 'bool'), uniform('p', [2]), uniform('q', [2])),
  ],
  ['Fill', () => tf.fill([2, 3], 2.5)],
  ['OnesLike', () => tf.onesLike(x())],
  ['ZerosLike', () => tf.zerosLike(integers('z', [2], 0, 9))],
  ['OneHot', () => tf.oneHot(tf.tensor1d([0, 2, 1, 5, -1], 'int32'), 3, 0.9, 0.1)],
  ['Range', () => tf.range(1, 9, 2)],
  ['LinSpace', () => tf.linspace(0, 1, 5)],
  [
    'Cast to int32',
    () => tf.cast(tf.tensor1d([1.7, -1.7, Number.NaN, Number.POSITIVE_INFINITY, 3e9, -5e9]), 'int32'),
  ],
  ['Cast to bool', () => tf.cast(tf.tensor1d([0, -0, 2, Number.NaN]), 'bool')],
  [
    'Cast of int32',
    () => [tf.cast(integers('c', [4], -3, 3), 'float32'), tf.cast(integers('c', [4], -1, 2), 'bool')],
  ],
  [
    'Cast of bool',
    () => [tf.cast(tf.tensor1d([1, 0], 'bool'), 'int32'), tf.cast(tf.tensor1d([1, 0], 'bool'), 'float32')],
  ],
  ['Cumprod', () => tf.cumprod(x(), 1)],
  ['TopK', () => Object.values(tf.topk(uniform('k', [2, 7]), 3))],
  ['Unique', () => Object.values(tf.unique(tf.tensor1d([3, 1, 3, 2])))],
  ['DepthToSpace', () => tf.depthToSpace(uniform('d', [1, 2, 2, 8]) as tf.Tensor4D, 2)],
  [
    'SpaceToBatchND',
    () =>
      tf.spaceToBatchND(
        image(),
        [2, 2],
        [
          [0, 1],
          [0, 0],
        ],
      ),
  ],
  [
    'ResizeBilinear',
    () => [tf.image.resizeBilinear(image(), [7, 4]), tf.image.resizeBilinear(image(), [7, 4], true)],
  ],
  ['ResizeNearestNeighbor', () => tf.image.resizeNearestNeighbor(image(), [10, 3])],
  [
    'CropAndResize',
    () => tf.image.cropAndResize(image(), tf.tensor2d([[0, 0, 0.5, 1]]), tf.tensor1d([1], 'int32'), [3, 3]),
  ],
  [
    'Einsum',
    () => tf.einsum('ij,jk->ik', uniform('e', [2, 3]) as tf.Tensor2D, uniform('f', [3, 4]) as tf.Tensor2D),
  ],
  [
    'Complex, Real, Imag',
    () => [tf.real(tf.complex(x(), tf.neg(x()))), tf.imag(tf.complex(x(), tf.neg(x())))],
  ],
  ['complex arithmetic', () => tf.abs(tf.mul(tf.complex(x(), tf.neg(x())), tf.complex(x(), x())))],
  ['FFT', () => tf.real(tf.fft(tf.complex(uniform('re', [2, 8]), uniform('im', [2, 8]))))],
  [
    'UnsortedSegmentSum',
    () => tf.unsortedSegmentSum(uniform('u', [4, 2]), tf.tensor1d([0, 1, 0, 2], 'int32'), 3),
  ],
  ['BitwiseAnd', () => tf.bitwiseAnd(tf.tensor1d([6, 5], 'int32'), tf.tensor1d([3, 4], 'int32'))],
  [
    'Elementwise on channels-first intermediates',
    () => {
      const y = tf.conv2d(image(), uniform('w', [3, 3, 3, 4]) as tf.Tensor4D, 1, 'same');
      return [
        tf.add(y, uniform('v', [4])),
        tf.mul(y, uniform('v2', [2, 1, 1, 4])),
        tf.sub(uniform('v3', [5, 6, 1]), y),
        tf.concat([y, tf.relu(y)], 3),
        tf.pad(y, [
          [0, 0],
          [1, 2],
          [0, 1],
          [0, 0],
        ]),
        tf.transpose(y, [0, 3, 1, 2]),
      ];
    },
  ],
];

describe('shape kernels', () => {
  it.each(CASES)('%s equals the cpu backend', async (_, compute) => {
    await expectSame(compute);
  });
});

describe('gradients of shape kernels', () => {
  it.each([
    ['Concat', (t: tf.Tensor) => tf.concat([t, tf.square(t)], 1)],
    ['GatherV2', (t: tf.Tensor) => tf.gather(t, tf.tensor1d([2, 0, 2], 'int32'), 1)],
    [
      'PadV2',
      (t: tf.Tensor) =>
        tf.pad(tf.square(t), [
          [0, 1],
          [2, 0],
          [1, 1],
        ]),
    ],
    ['Slice', (t: tf.Tensor) => tf.slice(tf.square(t), [0, 1, 1], [2, 2, 2])],
    ['Tile', (t: tf.Tensor) => tf.square(tf.tile(t, [1, 2, 1]))],
    ['Transpose', (t: tf.Tensor) => tf.square(tf.transpose(t, [1, 0, 2]))],
    ['Unpack', (t: tf.Tensor) => tf.mul(tf.unstack(t, 0)[0]!, tf.unstack(t, 0)[1]!)],
    ['Select', (t: tf.Tensor) => tf.where(tf.greater(x(), 0.1), tf.square(t), t)],
  ] as [string, (t: tf.Tensor) => tf.Tensor][])('of %s equal the cpu backend', async (_, f) => {
    await expectSame(() => tf.grad(f)(x()));
  });
});
