import { describe, it } from 'vitest';
import { expectSame, integers, SPECIAL, tf, uniform } from '../helpers/backends.ts';

type Case = [string, () => tf.Tensor | tf.Tensor[] | Record<string, tf.Tensor>];
const image = (): tf.Tensor4D => uniform('image', [2, 4, 6, 5]) as tf.Tensor4D;
const ones = (shape: number[]): tf.Tensor => tf.ones(shape);

const pairs = (): [tf.Tensor, tf.Tensor] => [
  tf.tensor1d(SPECIAL.flatMap((value) => SPECIAL.map(() => value))),
  tf.tensor1d(SPECIAL.flatMap(() => SPECIAL)),
];

const CASES: Case[] = [
  ['Atan2 in all quadrants', () => tf.atan2(uniform('y', [5, 7]), uniform('x', [5, 7]))],
  ['Atan2 of NaN, infinities and signed zeros', () => tf.reciprocal(tf.atan2(...pairs()))],
  ['Atan2 of zeros', () => tf.atan2(tf.tensor1d([0, -0, 0, -0]), tf.tensor1d([1, 1, -1, -1]))],
  ['Atan2 with broadcasting', () => tf.atan2(uniform('y', [5, 1]), uniform('x', [3]))],
  ['Tan near its poles', () => tf.tan(tf.tensor1d([1.57, 1.5707963, 1.6, -1.5708, 4.712389, 1e4, 0, -0]))],
  ['Tan of NaN and infinities', () => tf.tan(tf.tensor1d([Number.NaN, Number.POSITIVE_INFINITY]))],
  ['BitwiseAnd', () => tf.bitwiseAnd(integers('a', [3, 4], -99, 99), integers('b', [3, 4], -99, 99))],
  ['FlipLeftRight', () => tf.image.flipLeftRight(image())],
  ['Diag', () => tf.diag(uniform('d', [4]))],
  ['Diag of int32 and of rank 2', () => [tf.diag(integers('d', [3], -5, 5)), tf.diag(uniform('e', [2, 3]))]],
  ['Diag of NaN', () => tf.diag(tf.tensor1d([Number.NaN, 1, Number.POSITIVE_INFINITY]))],
  [
    'SpaceToBatchND with padding',
    () => tf.spaceToBatchND(image(), [2, 3], [[1, 1], [0, 3]]), // prettier-ignore
  ],
  ['SpaceToBatchND of rank 3', () => tf.spaceToBatchND(uniform('s', [1, 4, 3]), [2], [[0, 0]])],
  [
    'BatchToSpaceND with crops',
    () => tf.batchToSpaceND(uniform('b', [12, 2, 3, 2]), [2, 3], [[1, 0], [0, 2]]), // prettier-ignore
  ],
  ['BatchToSpaceND of int32', () => tf.batchToSpaceND(integers('b', [4, 1, 1, 3], 0, 9), [2, 2], [[0, 0], [0, 0]])], // prettier-ignore
  ['DepthToSpace', () => tf.depthToSpace(uniform('d', [2, 2, 3, 12]) as tf.Tensor4D, 2)],
  ['Einsum, product', () => tf.einsum('ij,jk->ik', uniform('a', [2, 3]), uniform('b', [3, 4]))],
  ['Einsum, batched', () => tf.einsum('bij, bjk -> bki', uniform('a', [2, 3, 4]), uniform('b', [2, 4, 2]))],
  ['Einsum, sum and transpose', () => [tf.einsum('ij->ji', uniform('a', [2, 3])), tf.einsum('ij->j', uniform('a', [2, 3]))]], // prettier-ignore
  ['Einsum to a scalar', () => tf.einsum('i,i->', uniform('a', [5]), uniform('b', [5]))],
  ['TopK', () => tf.topk(uniform('k', [3, 9]), 4)],
  ['TopK with ties', () => tf.topk(integers('t', [4, 12], 0, 4), 7)],
  ['TopK of all, with infinities', () => tf.topk(tf.tensor1d([1, Number.POSITIVE_INFINITY, -3, Number.NEGATIVE_INFINITY]), 4)], // prettier-ignore
  ['TopK of nothing', () => tf.topk(uniform('k', [3, 9]), 0)],
  ['ComplexAbs', () => tf.abs(tf.complex(uniform('re', [3, 4]), uniform('im', [3, 4])))],
  [
    'ComplexAbs of large, tiny and special parts',
    () => tf.abs(tf.complex(...(pairs() as [tf.Tensor, tf.Tensor]))),
  ],
  ['LRN', () => tf.localResponseNormalization(image(), 1, 1.5, 0.7, 0.6)],
  ['LRN wider than the channels', () => tf.localResponseNormalization(image(), 7)],
  ['LRN of a tensor with NaN', () => tf.localResponseNormalization(tf.reshape(tf.tensor1d([1, Number.NaN, 3, 4, 5, 6, 7, 8]), [1, 2, 1, 4]) as tf.Tensor4D, 1)], // prettier-ignore
  ['LRN of nothing', () => tf.localResponseNormalization(tf.zeros([0, 2, 2, 3]) as tf.Tensor4D)],
  ['LRNGrad', () => tf.grad((x) => tf.square(tf.localResponseNormalization(x as tf.Tensor4D, 2, 1, 0.9, 0.5)))(image())], // prettier-ignore
  ['MaxPoolWithArgmax', () => tf.maxPoolWithArgmax(image(), 2, 2, 'valid')],
  ['MaxPoolWithArgmax, padded, with the batch in the index', () => tf.maxPoolWithArgmax(image(), 3, 2, 'same', true)], // prettier-ignore
  [
    'MaxPoolWithArgmax with ties',
    () => tf.maxPoolWithArgmax(ones([1, 4, 4, 2]) as tf.Tensor4D, 2, 2, 'valid'),
  ],
  ['MaxPoolWithArgmax of NaN', () => tf.maxPoolWithArgmax(tf.tensor4d([1, Number.NaN, 3, 4, Number.POSITIVE_INFINITY, 6, 7, 8, Number.NaN], [1, 3, 3, 1]), 2, 1, 'valid')], // prettier-ignore
  [
    'Tan of large angles',
    () => tf.tan(tf.tensor1d([-608065414.8, 781902002.8, -470910674, 1786759246.2, 1873777868.6])),
  ],
];

describe('kernels that arrange', () => {
  it.each(CASES)('%s equals the cpu backend', async (_, compute) => {
    await expectSame(compute);
  });
});

describe('gradients', () => {
  it.each([
    ['SpaceToBatchND', (x: tf.Tensor) => tf.square(tf.spaceToBatchND(x, [2, 3], [[1, 1], [0, 3]]))], // prettier-ignore
    ['Atan2', (x: tf.Tensor) => tf.atan2(x, tf.add(x, 2))],
    ['Tan', (x: tf.Tensor) => tf.tan(x)],
  ] as [string, (x: tf.Tensor) => tf.Tensor][])('of %s equal the cpu backend', async (_, f) => {
    await expectSame(() => tf.grad(f)(image()));
  });
});
