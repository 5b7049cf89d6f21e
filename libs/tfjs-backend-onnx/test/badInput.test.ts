import { describe, expect, it } from 'vitest';
import { isPneumoError } from '@pneumo/core';
import { expectSame, runOn, tf, uniform } from './helpers/backends.ts';

/** Code and message of what a function throws. */
function thrown(compute: () => unknown): { code: string; message: string } {
  try {
    compute();
  } catch (error) {
    return { code: isPneumoError(error) ? error.code : '', message: (error as Error).message };
  }
  return expect.fail('nothing was thrown');
}

describe('tensors that were disposed', () => {
  it('are named with the kernel, the shape and the type', async () => {
    await tf.setBackend('onnx');
    const x = tf.ones([2, 3]);
    x.dispose();
    for (const [kernel, compute] of [
      ['Add', () => tf.add(1, x)],
      ['Pack', () => tf.stack([tf.ones([2, 3]), x])],
      ['Unique', () => tf.unique(x)],
      ['Sum', () => tf.sum(x)],
    ] as [string, () => unknown][]) {
      const { code, message } = thrown(() => tf.tidy(() => void compute()));
      expect(code, kernel).toBe('TENSOR_DISPOSED');
      expect(message).toMatch(new RegExp(`^${kernel} was given a disposed tensor as .*float32\\[2,3\\]`));
    }
    expect(() => x.dataSync()).toThrow(/disposed/);
  });

  it('still serve as long as a clone lives, as gradients of tfjs-core need it', async () => {
    await expectSame(() => {
      const x = tf.tensor1d([1, -2]);
      const clone = tf.clone(x);
      x.dispose();
      return [tf.square(x), clone];
    });
  });
});

describe('results larger than any memory', () => {
  it.each([
    [
      'MatMul',
      () => tf.matMul(tf.ones([1_000_000, 1]) as tf.Tensor2D, tf.ones([1, 1_000_000]) as tf.Tensor2D),
    ],
    ['Fill', () => tf.mul(tf.fill([1e6, 1e6], 1), 2)],
    ['Tile', () => tf.tile(tf.ones([1000, 1000]), [1000, 1000])],
  ])('of %s are an error with the kernel and the shape, and later work goes on', async (name, compute) => {
    await tf.setBackend('onnx');
    const { code, message } = thrown(() => tf.tidy(() => void tf.sum(compute()).dataSync()));
    expect(code).toBe('OUT_OF_MEMORY');
    expect(message).toMatch(/takes 4\.00e\+3 GB/);
    expect(message).toContain(`${name}(`);
    expect(message).toContain('float32[1000000,1000000]');
    expect(tf.tidy(() => tf.add(1, 2).dataSync()[0])).toBe(3);
  });
});

describe('shapes that do not fit', () => {
  it.each([
    ['a sum', () => tf.add(tf.ones([2, 3]), tf.ones([4])), /2,3 and 4/],
    [
      'a product of matrices',
      () => tf.matMul(tf.ones([2, 3]) as tf.Tensor2D, tf.ones([2, 3]) as tf.Tensor2D),
      /2,3/,
    ],
    [
      'a convolution',
      () => tf.conv2d(tf.ones([1, 5, 5, 3]) as tf.Tensor4D, tf.ones([3, 3, 4, 2]) as tf.Tensor4D, 1, 'same'),
      /\(3\).*4/,
    ],
    ['a reshape', () => tf.reshape(tf.ones([6]), [4]), /6.*4/],
    ['a concatenation', () => tf.concat([tf.ones([2, 3]), tf.ones([2, 4])], 0), /2,4.*2,3/],
    ['a slice', () => tf.slice(tf.ones([2, 3]), [0, 2], [2, 2]), /overflow/],
    ['an einsum', () => tf.einsum('ij,jk->ik', tf.ones([2, 3]), tf.ones([4, 2])), /dimension/i],
  ] as [string, () => tf.Tensor, RegExp][])(
    'of %s are refused when it is called',
    async (_, compute, message) => {
      await tf.setBackend('onnx');
      expect(() => tf.tidy(compute)).toThrow(message);
    },
  );
});

describe('other types than float32', () => {
  it.each([
    [
      'a product of int32 matrices',
      () => tf.matMul(tf.tensor2d([[1, 2]], [1, 2], 'int32'), tf.tensor2d([[3], [4]], [2, 1], 'int32')),
    ],
    ['a sum of int32', () => tf.sum(tf.tensor1d([1, 2, 3], 'int32'))],
    ['a sum of bool', () => tf.sum(tf.tensor1d([true, false, true], 'bool'))],
    ['the greatest int32', () => tf.max(tf.tensor1d([1, 7, 3], 'int32'))],
    ['the place of the greatest int32', () => tf.argMax(tf.tensor1d([1, 7, 3], 'int32'))],
    ['a quotient of int32', () => tf.div(tf.tensor1d([7, -7], 'int32'), tf.tensor1d([2, 2], 'int32'))],
    [
      'a choice of bool',
      () =>
        tf.where(
          tf.tensor1d([true, false], 'bool'),
          tf.tensor1d([true, true], 'bool'),
          tf.tensor1d([false, false], 'bool'),
        ),
    ],
    ['a mean of int32', () => tf.mean(tf.tensor1d([1, 2], 'int32'))],
  ] as [string, () => tf.Tensor][])('of %s give the answer of the cpu backend', async (_, compute) => {
    await expectSame(compute);
  });

  it('that no kernel computes with are refused at the call, named', async () => {
    await tf.setBackend('onnx');
    expect(() => tf.add(tf.tensor1d(['a']) as never, 1)).toThrow(/string/);
  });
});

describe('tensors without elements', () => {
  const none = (): tf.Tensor => tf.zeros([0, 3]);
  it.each([
    ['elementwise', () => tf.relu(tf.add(none(), 1))],
    ['a sum of nothing', () => tf.sum(none(), 0)],
    ['a mean of nothing', () => tf.mean(none(), 0)],
    ['the greatest of nothing', () => tf.max(none(), 0)],
    ['a product of matrices', () => tf.matMul(none() as tf.Tensor2D, tf.ones([3, 2]) as tf.Tensor2D)],
    [
      'a product over nothing',
      () => tf.matMul(tf.ones([2, 0]) as tf.Tensor2D, tf.ones([0, 3]) as tf.Tensor2D),
    ],
    ['concatenation', () => tf.concat([none(), tf.ones([2, 3])], 0)],
    ['a transpose', () => tf.transpose(none())],
    ['a gather of nothing', () => tf.gather(none(), tf.tensor1d([], 'int32'))],
    ['a softmax', () => tf.softmax(none())],
    [
      'a convolution',
      () => tf.conv2d(tf.zeros([0, 5, 5, 3]) as tf.Tensor4D, tf.ones([3, 3, 3, 2]) as tf.Tensor4D, 1, 'same'),
    ],
    ['a pool', () => tf.maxPool(tf.zeros([0, 4, 4, 3]) as tf.Tensor4D, 2, 2, 'valid')],
  ] as [string, () => tf.Tensor][])('in %s give the answer of the cpu backend', async (_, compute) => {
    await expectSame(compute);
  });
});

describe('NaN and infinities', () => {
  it('in an image stay where the cpu backend has them', async () => {
    const image = (): tf.Tensor4D => {
      const values = uniform('image', [1, 6, 6, 2]).dataSync().slice();
      values[9] = Number.NaN;
      values[40] = Number.POSITIVE_INFINITY;
      values[61] = Number.NEGATIVE_INFINITY;
      return tf.tensor4d(values, [1, 6, 6, 2]);
    };
    await expectSame(() => tf.conv2d(image(), uniform('w', [3, 3, 2, 3]) as tf.Tensor4D, 1, 'same'));
    await expectSame(() => tf.avgPool(image(), 2, 2, 'valid'));
    await expectSame(() => tf.mean(image(), [1, 2]));
    await expectSame(() => tf.max(image(), [1, 2]));
    await expectSame(() => tf.sigmoid(image()));
    await expectSame(() => tf.softmax(image()));
    await expectSame(() => tf.argMax(image(), 1));
  });

  it('in a loss are not hidden', async () => {
    const [loss] = await runOn('onnx', () =>
      tf.losses.sigmoidCrossEntropy(tf.tensor1d([1, 0]), tf.tensor1d([Number.NaN, 1])),
    );
    expect(loss!.values).toEqual([Number.NaN]);
  });
});
