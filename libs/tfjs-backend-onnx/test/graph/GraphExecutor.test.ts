import { afterEach, describe, expect, it } from 'vitest';
import { isPneumoError } from '@pneumo/core';
import type { OnnxBackend } from '@pneumo/tfjs-backend-onnx/node';
import { nodeRuntime, registerOnnxBackend } from '@pneumo/tfjs-backend-onnx/node';
import { probeBlockSize } from '../../src/graph/probePlan.ts';
import { expectSame, tf, uniform } from '../helpers/backends.ts';

const backend = (): OnnxBackend => tf.backend() as unknown as OnnxBackend;
const run = (size: number): number => tf.tidy(() => tf.sum(tf.mul(uniform('e', [size]), 2)).dataSync()[0]!);

afterEach(async () => {
  registerOnnxBackend();
  await tf.setBackend('onnx');
});

describe('sessions', () => {
  it('are bounded, the least recently used out first', async () => {
    registerOnnxBackend({ maxSessions: 3 });
    await tf.setBackend('onnx');
    for (const size of [1, 2, 3]) run(size);
    run(1);
    run(4);
    expect(backend().counts().sessions).toBe(3);
    const { compiled } = backend().counts();
    run(1);
    expect(backend().counts().compiled, 'used recently, so still there').toBe(compiled);
    run(2);
    expect(backend().counts().compiled, 'the oldest went').toBe(compiled + 1);
  });

  it('with the weights as constants go when the weights change', async () => {
    registerOnnxBackend({ threads: 1 });
    await tf.setBackend('onnx');
    const w = tf.variable(uniform('w', [3, 3, 32, 64]) as tf.Tensor4D);
    const x = uniform('x', [8, 64, 64, 32]) as tf.Tensor4D;
    const predict = (): number =>
      tf.tidy(() => tf.mean(tf.conv2d(x, w as tf.Tensor4D, 1, 'same')).dataSync()[0]!);
    const first = predict();
    expect(predict()).toBe(first);
    const { compiled, sessions } = backend().counts();
    tf.tidy(() => w.assign(tf.mul(w, 2) as tf.Tensor4D));
    expect(Math.abs(predict() / first - 2)).toBeLessThan(1e-5);
    expect(backend().counts().compiled).toBeGreaterThan(compiled);
    w.dispose();
    expect(backend().counts().sessions).toBeLessThanOrEqual(sessions + 1);
    x.dispose();
  });
});

describe('memory of large graphs', () => {
  const large = (rows: number): number =>
    tf.tidy(() => tf.sum(tf.relu(tf.fill([rows, 4000], 1))).dataSync()[0]!);

  it('is kept for the first structure and for one that runs twice in a row', async () => {
    registerOnnxBackend({ threads: 2 });
    await tf.setBackend('onnx');
    const compiled = (): number => backend().counts().compiled;
    large(2100);
    large(2100);
    expect(compiled(), 'the first one').toBe(1);
    large(2200);
    large(2100);
    expect(compiled(), 'a short last batch').toBe(2);
    large(2200);
    expect(large(2200)).toBe(2200 * 4000);
    expect(compiled(), 'again with its own memory').toBe(3);
    large(2200);
    expect(compiled()).toBe(3);
  });
});

describe('options', () => {
  it.each([
    [{ threads: 0 }, /threads/],
    [{ threads: 1.5 }, /threads/],
    [{ maxSessions: 0 }, /maxSessions/],
    [{ memory: 'huge' as 'fast' }, /memory/],
    [{ plan: { schemaVersion: 1 as 2, threads: 1, blockSize: 0 } }, /schemaVersion 1; expected 2/],
    [
      { plan: { schemaVersion: 2, threads: 1, blockSize: -8 } as const },
      /blockSize -8; expected a whole number of at least 0/,
    ],
    [{ plan: { schemaVersion: 2, threads: 1 } as never }, /blockSize undefined; expected a whole number/],
  ])('%j are refused with a clear line', (options, line) => {
    let message = '';
    try {
      registerOnnxBackend(options);
    } catch (error) {
      if (isPneumoError(error)) ({ message } = error);
    }
    expect(message).toMatch(line);
  });

  it.each([8, 16, 0])('a plan of block size %i gives the gradients of the cpu backend', async (blockSize) => {
    registerOnnxBackend({ plan: { schemaVersion: 2, threads: 1, blockSize } });
    if (blockSize !== 0 && blockSize !== probeBlockSize(nodeRuntime(), 1)) return;
    await expectSame(() =>
      tf.grads((x, w) => tf.square(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same')))([
        uniform('px', [6, 16, 15, 32]),
        uniform('pw', [3, 3, 32, 64]),
      ]),
    );
  });

  it('small memory gives the same numbers', async () => {
    const fast = run(1000);
    registerOnnxBackend({ memory: 'small' });
    await tf.setBackend('onnx');
    expect(run(1000)).toBe(fast);
  });
});
