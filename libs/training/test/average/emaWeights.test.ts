import '../quietCpu.ts';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { emaWeights } from '../../src/average/emaWeights.ts';
import { weightAverage } from '../../src/average/weightAverage.ts';
import { readTensors, writeTensors } from '../../src/checkpoint/hostTensors.ts';
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

  it('costs nothing for weights that stay, whatever was in the model meanwhile, and goes on after it was put back', async () => {
    const make = () => [
      { name: 'frozen', variable: tf.variable(tf.tensor1d([1, -2])) },
      { name: 'learns', variable: tf.variable(tf.tensor1d([0.5, 3])) },
      { name: 'joins', variable: tf.variable(tf.tensor1d([4])) },
    ];
    const config = { kind: 'ema', decay: 0.9 } as const;
    const weights = make();
    const average = weightAverage(config, weights, async () => {});
    const step = (at: number, [, learns, joins] = weights) => {
      learns!.variable.assign(tf.tensor1d([0.5 + at, 3 - at]));
      if (at > 2) joins!.variable.assign(tf.tensor1d([4 + at]));
    };
    const kernelsOf = async (update: () => void) =>
      (await tf.profile(() => tf.tidy(update))).kernels.filter(({ name }) => name === 'Sub').length;
    const counts: number[] = [];
    let states = { weights: await readTensors(weights), average: await average.read() };
    for (let at = 1; at <= 4; at++) {
      step(at);
      counts.push(await kernelsOf(() => average.afterStep(at)));
      await average.inModel(1, async () => expect(weights[0]!.variable.dataSync()[1]).toBe(-2));
      if (at === 2) states = { weights: await readTensors(weights), average: await average.read() };
    }
    expect(counts).toEqual([1, 1, 2, 2]);
    expect(weights[1]!.variable.dataSync()[0]).toBe(4.5);
    const end = await average.read();
    expect(end['frozen']!.values).toEqual(Float32Array.of(1, -2));
    expect(end['joins']!.values[0]).toBeCloseTo(0.9 * (0.9 * 4 + 0.1 * 7) + 0.1 * 8, 6);

    const resumed = make();
    const again = weightAverage(config, resumed, async () => {});
    writeTensors(resumed, states.weights);
    again.write(states.average, states.weights);
    const resumedCounts: number[] = [];
    for (let at = 3; at <= 4; at++) {
      step(at, resumed);
      resumedCounts.push(await kernelsOf(() => again.afterStep(at)));
    }
    expect(resumedCounts).toEqual([2, 2]);
    expect(await again.read()).toEqual(end);
  });
});
