import '@tensorflow/tfjs-backend-cpu';
// tfjs-core alone registers no gradients in Node; tfjs-layers brings them.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import '@pneumo/tfjs-backend-onnx/node';
import { randomStream } from '@pneumo/core';
import { expect } from 'vitest';

// Makes TensorFlow.js check every kernel for leaks, and keeps the cpu backend's greeting quiet.
tf.env().set('IS_TEST', true);

/** A result of either backend on the host. */
export interface HostTensor {
  readonly shape: number[];
  readonly dtype: string;
  readonly values: number[];
}

/** What a compared function may return. */
export type Results = tf.Tensor | tf.Tensor[] | Record<string, tf.Tensor>;

/** Runs a function on a backend and reads its results. */
export async function runOn(backend: string, compute: () => Results): Promise<HostTensor[]> {
  await tf.setBackend(backend);
  const results = tf.tidy(compute as () => tf.Tensor[]);
  const list = results instanceof tf.Tensor ? [results] : Object.values(results);
  const hosts = list.map((tensor) => ({
    shape: tensor.shape,
    dtype: tensor.dtype,
    values: Array.from(tensor.dataSync() as Float32Array),
  }));
  tf.dispose(results);
  return hosts;
}

/** Expects that the onnx backend gives the cpu backend's results, NaN and infinities included. */
export async function expectSame(compute: () => Results, tolerance = 1e-5): Promise<void> {
  const cpu = await runOn('cpu', compute);
  const before = tf.memory().numTensors;
  const onnx = await runOn('onnx', compute);
  expect(tf.memory().numTensors, 'tensors left over').toBe(before);
  expect(onnx.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual(
    cpu.map(({ shape, dtype }) => ({ shape, dtype })),
  );
  cpu.forEach(({ values }, index) => {
    const ours = onnx[index]!.values;
    expect(ours.length).toBe(values.length);
    const scale = values.reduce(
      (greatest, value) => (Number.isFinite(value) ? Math.max(greatest, Math.abs(value)) : greatest),
      1,
    );
    const bound = tolerance * Math.min(scale, 1000);
    values.forEach((expected, position) => {
      const actual = ours[position]!;
      const close =
        Object.is(actual, expected) ||
        actual === expected ||
        Math.abs(actual - expected) <= Math.max(bound, tolerance * Math.abs(expected));
      if (!close) expect.fail(`result ${index}, element ${position}: cpu ${expected}, onnx ${actual}`);
    });
  });
}

/** Seeded float32 values from a uniform distribution. */
export function uniform(name: string, shape: number[], low = -1, high = 1): tf.Tensor {
  const stream = randomStream(7, name);
  const size = shape.reduce((product, count) => product * count, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => low + (high - low) * stream.uniform()),
    shape,
  );
}

/** Seeded whole numbers from low to high - 1. */
export function integers(name: string, shape: number[], low: number, high: number): tf.Tensor {
  const stream = randomStream(7, name);
  const size = shape.reduce((product, count) => product * count, 1);
  return tf.tensor(
    Int32Array.from({ length: size }, () => low + Math.floor((high - low) * stream.uniform())),
    shape,
    'int32',
  );
}

/** Values where floating point is special. */
export const SPECIAL = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  88,
  -88,
  1e-30,
  3e38,
];

export { tf };
