import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectSame, integers, runOn, tf, uniform } from '../helpers/backends.ts';

type Case = [string, () => tf.Tensor];
const tuples = (values: number[][]): tf.Tensor2D => tf.tensor2d(values, undefined, 'int32');
const x = (): tf.Tensor => uniform('x', [4, 3, 2]);

const CASES: Case[] = [
  ['GatherNd of elements', () => tf.gatherND(x(), tuples([[0, 1, 1], [3, 2, 0], [0, 1, 1]]))], // prettier-ignore
  ['GatherNd of slices', () => tf.gatherND(x(), tuples([[3], [0]]))],
  ['GatherNd of int32', () => tf.gatherND(integers('i', [3, 3], 0, 9), tuples([[0, 2], [1, 1]]))], // prettier-ignore
  ['GatherNd with a stack of tuples', () => tf.gatherND(x(), tf.tensor3d([[[0, 1], [1, 2]]], undefined, 'int32'))], // prettier-ignore
  [
    'ScatterNd adds up equal indices',
    () => tf.scatterND(tuples([[1], [3], [1]]), uniform('u', [3, 4]), [5, 4]),
  ],
  ['ScatterNd of int32', () => tf.scatterND(tuples([[1], [3], [1]]), integers('u', [3], -9, 9), [5])],
  ['ScatterNd of elements', () => tf.scatterND(tuples([[1, 0], [0, 1], [1, 0]]), uniform('u', [3]), [2, 2])], // prettier-ignore
  ['ScatterNd of NaN', () => tf.scatterND(tuples([[1], [0]]), tf.tensor1d([Number.NaN, 1]), [3])],
  ['TensorScatterUpdate, the last of equal indices', () => tf.tensorScatterUpdate(x(), tuples([[1], [3], [1]]), uniform('v', [3, 3, 2]))], // prettier-ignore
  ['TensorScatterUpdate of int32', () => tf.tensorScatterUpdate(integers('t', [4], 0, 9), tuples([[2]]), integers('w', [1], 50, 60))], // prettier-ignore
  ['SparseToDense', () => tf.sparseToDense(tuples([[0, 1], [2, 2]]), tf.tensor1d([5, 7]), [3, 3], 0.5)], // prettier-ignore
  ['SparseToDense of one value', () => tf.sparseToDense(tf.tensor1d([1, 3], 'int32'), tf.scalar(4), [5], -1)],
  ['SparseToDense of int32', () => tf.sparseToDense(tf.tensor1d([1, 3, 1], 'int32'), tf.tensor1d([4, 5, 6], 'int32'), [5], tf.scalar(9, 'int32'))], // prettier-ignore
  ['UnsortedSegmentSum', () => tf.unsortedSegmentSum(uniform('s', [5, 2, 3]), tf.tensor1d([0, 2, 0, 1, 2], 'int32'), 4)], // prettier-ignore
  ['UnsortedSegmentSum of segments that do not exist', () => tf.unsortedSegmentSum(uniform('s', [4]), tf.tensor1d([0, -1, 7, 1], 'int32'), 2)], // prettier-ignore
  ['GatherV2 along the last axis', () => tf.gather(x(), tf.tensor1d([1, 1, 0], 'int32'), 2)],
  ['GatherV2 with batch dimensions', () => tf.gather(x(), tf.tensor2d([[0, 1], [2, 2], [1, 0], [0, 0]], undefined, 'int32'), 1, 1)], // prettier-ignore
  ['GatherV2 of nothing', () => tf.gather(x(), tf.tensor1d([], 'int32'), 1)],
];

describe('kernels that index', () => {
  it.each(CASES)('%s equals the cpu backend', async (_, compute) => {
    await expectSame(compute);
  });

  it('the gradient of Gather adds up what was taken more than once', async () => {
    await expectSame(() => tf.grad((t) => tf.square(tf.gather(t, tf.tensor1d([2, 0, 2, 2], 'int32'))))(x()));
  });

  it('UnsortedSegmentSum keeps a NaN in its segment', async () => {
    const [sums] = await runOn('onnx', () =>
      tf.unsortedSegmentSum(tf.tensor1d([1, Number.NaN, 3]), tf.tensor1d([0, 1, 0], 'int32'), 2),
    );
    expect(sums!.values).toEqual([4, Number.NaN]);
  });

  it('scatters and gathers any valid indices like the cpu backend', async () => {
    const index = fc.tuple(fc.nat(3), fc.nat(2)).map(([row, column]) => [row, column]);
    await fc.assert(
      fc.asyncProperty(fc.array(index, { minLength: 1, maxLength: 12 }), async (list) => {
        const values = uniform('values', [list.length, 2]);
        await expectSame(() => [
          tf.gatherND(x(), tuples(list)),
          tf.scatterND(tuples(list), values, [4, 3, 2]),
          tf.tensorScatterUpdate(x(), tuples(list), values),
        ]);
        values.dispose();
      }),
      { numRuns: 25, seed: 11 },
    );
  });
});

describe('indices out of range', () => {
  it.each([
    ['GatherNd', () => tf.gatherND(x(), tuples([[4]])), /Invalid indices: 4 does not index into 4,3,2/],
    ['GatherNd, negative', () => tf.gatherND(x(), tuples([[-1, 0]])), /Invalid indices: -1,0/],
    [
      'ScatterNd',
      () => tf.scatterND(tuples([[5]]), uniform('u', [1]), [5]),
      /Invalid indices: 5 does not index into 5/,
    ],
    [
      'SparseToDense',
      () => tf.sparseToDense(tf.tensor1d([9], 'int32'), tf.tensor1d([1]), [5], 0),
      /Invalid indices: 9/,
    ],
    ['TensorScatterUpdate', () => tf.tensorScatterUpdate(x(), tuples([[7]]), uniform('v', [1, 3, 2])), /Invalid indices: 7/], // prettier-ignore
    ['GatherV2', () => tf.gather(x(), tf.tensor1d([0, 3], 'int32'), 1), /index value 3 is not in \[0, 2\]/],
    [
      'GatherV2, negative',
      () => tf.gather(x(), tf.tensor1d([-1], 'int32'), 1),
      /index value -1 is not in \[0, 2\]/,
    ],
  ] as [string, () => tf.Tensor, RegExp][])(
    '%s throws as the cpu backend does',
    async (_, compute, message) => {
      await tf.setBackend('onnx');
      expect(() => tf.tidy(compute)).toThrow(message);
      await tf.setBackend('cpu');
      expect(() => tf.tidy(compute)).toThrow();
    },
  );
});
