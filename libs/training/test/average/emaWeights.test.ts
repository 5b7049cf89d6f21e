import '../quietCpu.ts';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emaWeights } from '../../src/average/emaWeights.ts';
import { difference, fixture } from './averageFixture.ts';

describe('emaWeights', () => {
  it('averages as PyTorch does, from the first weights on', () => {
    const before = tf.memory().numTensors;
    const weight = { name: 'w', variable: tf.variable(tf.zeros([5])) };
    const ema = emaWeights({ kind: 'ema', decay: fixture.decay }, [weight]);
    for (const [i, row] of fixture.rows.entries()) {
      weight.variable.assign(tf.tensor1d(row));
      ema.update(i + 1);
      expect(difference(ema.state[0]!.variable.dataSync(), fixture.ema[i]!)).toBeLessThan(1e-6);
    }
    ema.dispose();
    expect(tf.memory().numTensors).toBe(before + 2 + fixture.rows.length);
  });

  it('forgets its start faster with a warm-up', () => {
    const weight = { name: 'w', variable: tf.variable(tf.tensor1d([1])) };
    const ema = emaWeights({ kind: 'ema', decay: 0.999, warmUp: true }, [weight]);
    ema.update(1);
    weight.variable.assign(tf.tensor1d([0]));
    ema.update(2);
    ema.update(3);
    // Shares kept: 2 / 11, then 3 / 12.
    expect(ema.state[0]!.variable.dataSync()[0]).toBeCloseTo((2 / 11) * (3 / 12), 6);
  });
});
