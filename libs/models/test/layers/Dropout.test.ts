import { isPneumoError } from '@pneumo/core';
import { Dropout } from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import '../cpuBackend.ts';

const apply = (layer: Dropout, x: tf.Tensor, training = true): number[] =>
  tf.tidy(() => [...(layer.apply(x, { training }) as tf.Tensor).dataSync()]);

describe('Dropout', () => {
  it('hands inputs on in inference, without a state', () => {
    expect(apply(new Dropout({ rate: 0.5 }), tf.tensor2d([[1, 2, 3]]), false)).toEqual([1, 2, 3]);
  });

  it('throws in training before it was told seed and step', () => {
    try {
      apply(new Dropout({ rate: 0.5, name: 'late' }), tf.ones([1, 2]));
      throw new Error('It trained.');
    } catch (error) {
      expect(isPneumoError(error, 'DROPOUT_STATE_MISSING')).toBe(true);
      expect((error as Error).message).toMatch(/dropout late .*Call setDropoutState/);
    }
  });

  it('keeps the expectation: what is kept is divided by the probability of keeping', () => {
    const layer = new Dropout({ rate: 0.3 });
    layer.setState({ seed: 3, step: 0 });
    const values = apply(layer, tf.ones([1, 200_000]));
    const kept = values.filter((v) => v !== 0);
    expect(new Set(kept).size).toBe(1);
    expect(kept[0]).toBeCloseTo(1 / 0.7, 4);
    expect(values.reduce((a, b) => a + b) / values.length).toBeCloseTo(1, 2);
  });

  it('repeats a step exactly and draws anew for another step, seed or name', () => {
    const x = tf.ones([2, 64]);
    const masked = (name: string, seed: number, step: number): number[] => {
      const layer = new Dropout({ rate: 0.5, name });
      layer.setState({ seed, step });
      return apply(layer, x);
    };
    const first = masked('a', 1, 0);
    expect(masked('a', 1, 0)).toEqual(first);
    for (const other of [masked('b', 1, 0), masked('a', 2, 0), masked('a', 1, 1)]) {
      expect(other).not.toEqual(first);
    }
  });

  it('gives micro-batches the masks of the undivided batch', () => {
    const layer = new Dropout({ rate: 0.4 });
    layer.setState({ seed: 1, step: 9 });
    const whole = apply(layer, tf.ones([5, 7, 3]));
    const parts = [0, 1, 3].flatMap((firstExample, i) => {
      layer.setState({ seed: 1, step: 9, firstExample });
      return apply(layer, tf.ones([[1, 2, 2][i]!, 7, 3]));
    });
    expect(parts).toEqual(whole);
  });

  it('passes gradients through what it kept', () => {
    const layer = new Dropout({ rate: 0.5 });
    layer.setState({ seed: 1, step: 2 });
    const x = tf.ones([4, 4]);
    const gradient = tf.grad((v) => tf.sum(layer.apply(v, { training: true }) as tf.Tensor))(x);
    expect([...gradient.dataSync()]).toEqual(apply(layer, x));
  });

  it('does nothing at rate 0, with no state needed', () => {
    expect(apply(new Dropout({ rate: 0 }), tf.tensor2d([[1, 2]]))).toEqual([1, 2]);
  });

  it('leaves no tensor behind', () => {
    const layer = new Dropout({ rate: 0.5 });
    layer.setState({ seed: 1, step: 0 });
    const x = tf.ones([4, 4]);
    const before = tf.memory().numTensors;
    (layer.apply(x, { training: true }) as tf.Tensor).dispose();
    (layer.apply(x, { training: false }) as tf.Tensor).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a rate of 1, a noise shape and a step that is no whole number', () => {
    expect(() => new Dropout({ rate: 1 })).toThrow(/rate is 1;/);
    expect(() => new Dropout({ rate: 0.1, noiseShape: [1] } as never)).toThrow(/noise shape/);
    expect(() => new Dropout({ rate: 0.1 }).setState({ seed: 1, step: 0.5 })).toThrow(/step is 0.5/);
  });
});
