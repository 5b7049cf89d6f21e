import type { OnnxBackend } from '@pneumo/tfjs-backend-onnx';
import { registerOnnxBackend } from '@pneumo/tfjs-backend-onnx/node';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import { beforeEach, describe, expect, it } from 'vitest';

const SIZE = 8192;
const reused = (): number => (tf.backend() as unknown as OnnxBackend).counts().reused;

/** A variable whose array a run has made. */
function computedVariable(): tf.Variable {
  const variable = tf.variable(tf.zeros([SIZE]));
  variable.assign(tf.add(variable, 1));
  (tf.backend() as unknown as OnnxBackend).flush();
  return variable;
}

/** One update; the old value has no other reader. */
function update(variable: tf.Variable, by: number): void {
  tf.tidy(() => variable.assign(tf.add(variable, by)));
  (tf.backend() as unknown as OnnxBackend).flush();
}

describe('results written into arrays of before', () => {
  beforeEach(async () => {
    registerOnnxBackend();
    await tf.setBackend('onnx');
  });

  it('is what an optimiser does from its third step on, with all weights and moments', async () => {
    const weights = tf.variable(tf.fill([SIZE], 0.5));
    const optimiser = tf.train.adam(0.01);
    const counts: number[] = [];
    for (let step = 0; step < 6; step++) {
      const loss = optimiser.minimize(() => tf.mean(tf.square(weights)) as tf.Scalar, true, [weights])!;
      await loss.data();
      loss.dispose();
      counts.push(reused());
    }
    // The weight and its two moments.
    expect(counts.slice(-3).map((count, i) => count - counts[counts.length - 4 + i]!)).toEqual([3, 3, 3]);
    const [onnx] = [await weights.data()];
    expect(Math.abs(onnx[0]! - 0.44)).toBeLessThan(0.002);
  });

  it('never writes into an array that somebody has read', () => {
    const variable = computedVariable();
    const before = variable.dataSync();
    for (let step = 0; step < 4; step++) update(variable, 1);
    expect([before[0], before[SIZE - 1]]).toEqual([1, 1]);
    expect(variable.dataSync()[7]).toBe(5);
  });

  it('never writes into an array that was handed in, into a tensor that is kept, or into one that is still to be read', () => {
    const own = new Float32Array(SIZE).fill(3);
    const given = tf.variable(tf.tensor1d(own));
    for (let step = 0; step < 4; step++) update(given, 1);
    expect(own[0]).toBe(3);

    const variable = computedVariable();
    const kept = tf.clone(variable);
    const later = tf.mul(variable, 10);
    for (let step = 0; step < 4; step++) update(variable, 1);
    expect([kept.dataSync()[0], later.dataSync()[0], variable.dataSync()[0]]).toEqual([1, 10, 5]);
    const view = tf.reshape(computedVariable(), [2, SIZE / 2]);
    const other = computedVariable();
    for (let step = 0; step < 4; step++) update(other, 2);
    expect(view.dataSync()[0]).toBe(1);
  });

  it('holds nothing for later where memory is to be small', async () => {
    registerOnnxBackend({ memory: 'small' });
    await tf.setBackend('onnx');
    const variable = computedVariable();
    for (let step = 0; step < 4; step++) update(variable, 1);
    expect(reused()).toBe(0);
    expect(variable.dataSync()[0]).toBe(5);
  });
});
