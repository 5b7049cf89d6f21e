import { readFileSync } from 'node:fs';
import { clipByGlobalNorm, createOptimiser, globalNorm } from '@pneumo/training';
import type { OptimiserConfig } from '@pneumo/training';
import '../quietCpu.ts';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';

interface Fixture {
  shapes: Record<string, number[]>;
  rates: number[];
  start: Record<string, number[]>;
  gradients: Record<string, number[]>[];
  cases: {
    config: OptimiserConfig;
    clipNorm: number | null;
    weights: Record<string, number[]>[];
    norms: number[];
  }[];
  joining: { config: OptimiserConfig; joins: Record<string, number>; weights: Record<string, number[]>[] }[];
}
const fixture = JSON.parse(
  readFileSync(new URL('../fixtures/optimisers.json', import.meta.url), 'utf8'),
) as Fixture;
const names = Object.keys(fixture.shapes);

const start = () =>
  names.map((name) => ({
    name,
    variable: tf.variable(tf.tensor(fixture.start[name]!, fixture.shapes[name]!)),
  }));

function difference(actual: ArrayLike<number>, expected: readonly number[]): number {
  return Math.max(...expected.map((value, i) => Math.abs(value - actual[i]!)));
}

describe('createOptimiser', () => {
  it.each(fixture.cases)('moves weights as PyTorch does: $config, clipped to $clipNorm', (testCase) => {
    const weights = start();
    const optimiser = createOptimiser(testCase.config, weights);
    for (const [step, rate] of fixture.rates.entries()) {
      const gradients = names.map((name) =>
        tf.tensor(fixture.gradients[step]![name]!, fixture.shapes[name]!),
      );
      tf.tidy(() => {
        const norm = globalNorm(gradients);
        const { clipNorm } = testCase;
        if (clipNorm !== null) expect(norm.dataSync()[0]).toBeCloseTo(testCase.norms[step]!, 5);
        optimiser.apply(clipNorm === null ? gradients : clipByGlobalNorm(gradients, norm, clipNorm), rate);
      });
      for (const { name, variable } of weights) {
        expect(difference(variable.dataSync(), testCase.weights[step]![name]!)).toBeLessThan(1e-6);
      }
    }
    expect(optimiser.step).toBe(fixture.rates.length);
  });

  it.each(fixture.joining)(
    'takes weights in later as PyTorch does: $config, $joins',
    ({ config, joins, weights: expected }) => {
      const weights = start();
      const joinAt = (name: string): number => joins[name] ?? 0;
      const present = weights.filter(({ name }) => joinAt(name) === 0);
      const optimiser = createOptimiser(config, present);
      for (const [step, rate] of fixture.rates.entries()) {
        const joining = weights.filter(({ name }) => step > 0 && joinAt(name) === step);
        optimiser.add(joining);
        present.push(...joining);
        optimiser.apply(
          present.map(({ name }) => tf.tensor(fixture.gradients[step]![name]!, fixture.shapes[name]!)),
          rate,
        );
        for (const { name, variable } of weights)
          expect(difference(variable.dataSync(), expected[step]![name]!)).toBeLessThan(1e-6);
      }
    },
  );

  it('moves weights as tf.train.adam does', () => {
    const [ours, theirs] = [start(), start()];
    const optimiser = createOptimiser({ name: 'adam' }, ours);
    const reference = tf.train.adam(0.01);
    for (const row of fixture.gradients) {
      const gradients = names.map((name) => tf.tensor(row[name]!, fixture.shapes[name]!));
      optimiser.apply(gradients, 0.01);
      reference.applyGradients(theirs.map(({ variable: { name } }, i) => ({ name, tensor: gradients[i]! })));
    }
    for (const [i, { variable }] of ours.entries()) {
      expect(difference(variable.dataSync(), [...theirs[i]!.variable.dataSync()])).toBeLessThan(1e-6);
    }
  });

  it.each<OptimiserConfig>([
    { name: 'adam' },
    { name: 'sgd', momentum: 0.9, nesterov: true },
    { name: 'rmsprop', momentum: 0.9, centered: true },
    { name: 'lion', groups: [{ weights: ['a/kernel'], learningRateFactor: 0.1 }] },
  ])('goes on bit for bit from a copied state and step count: $name', (config) => {
    const whole = start();
    const first = createOptimiser(config, whole);
    const gradients = fixture.gradients.map((row) =>
      names.map((name) => tf.tensor(row[name]!, fixture.shapes[name]!)),
    );
    for (const row of gradients.slice(0, 3)) first.apply(row, 0.1);

    const copied = whole.map(({ name, variable }) => ({ name, variable: tf.variable(variable.clone()) }));
    const second = createOptimiser(config, copied);
    second.step = first.step;
    for (const [i, { variable }] of second.state.entries()) variable.assign(first.state[i]!.variable.clone());

    for (const row of gradients.slice(3)) {
      first.apply(row, 0.1);
      second.apply(row, 0.1);
    }
    for (const [i, { variable }] of whole.entries()) {
      expect([...copied[i]!.variable.dataSync()]).toEqual([...variable.dataSync()]);
    }
  });

  it('keeps centred RMSprop finite under a gradient that never changes', () => {
    const weight = { name: 'w', variable: tf.variable(tf.tensor1d([1, 2, 3])) };
    const optimiser = createOptimiser({ name: 'rmsprop', alpha: 0.5, centered: true }, [weight]);
    const gradient = tf.tensor1d([0.1, -1.7, 3.3e-5]);
    for (let step = 0; step < 60; step++) optimiser.apply([gradient], 1e-9);
    expect([...weight.variable.dataSync()].every(Number.isFinite)).toBe(true);
  });

  it('names its state after slot and weight, and frees it', () => {
    const weights = start();
    const before = tf.memory().numTensors;
    const optimiser = createOptimiser({ name: 'adam' }, weights);
    expect(optimiser.state.map(({ name }) => name)).toEqual([
      'm/a/kernel',
      'v/a/kernel',
      'm/b/bias',
      'v/b/bias',
    ]);
    const gradients = weights.map(({ variable }) => tf.onesLike(variable));
    optimiser.apply(gradients, 0.1);
    tf.dispose(gradients);
    optimiser.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses gradients that do not fit, and a rate that is no number, before any weight changes', () => {
    const weights = start();
    const optimiser = createOptimiser({ name: 'adam' }, weights);
    const gradients = weights.map(({ variable }) => tf.onesLike(variable));
    expect(() => optimiser.apply(gradients.slice(1), 0.1)).toThrow(/1 gradients came for 2 weights/);
    expect(() => optimiser.apply(gradients, Number.NaN)).toThrow(/learningRate is NaN/);
    expect(optimiser.step).toBe(0);
    for (const { name, variable } of weights)
      expect(variable.dataSync()).toEqual(Float32Array.from(fixture.start[name]!));
  });
});
