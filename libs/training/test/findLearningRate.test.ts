import { readFileSync } from 'node:fs';
import { applyMix, drawMix, type MixPolicy } from '@pneumo/augment';
import type { Batch } from '@pneumo/data';
import { findLearningRate } from '@pneumo/training';
import type { LearningRateFinderOptions, LearningRatePoint } from '@pneumo/training';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { batchesFrom, bce, tinyModel, weightBytes } from './support.ts';

interface Fixture {
  options: { from: number; to: number; steps: number; smoothing: number; divergence: number };
  start: { kernel: number[]; bias: number[] };
  batches: { images: number[]; labels: number[] }[];
  rates: number[];
  losses: number[];
  smoothed: number[];
  diverged: boolean;
  steepest: number;
  tenthOfMinimum: number;
}
const fixture = JSON.parse(
  readFileSync(new URL('./fixtures/learningRateFinder.json', import.meta.url), 'utf8'),
) as Fixture;

const tiny = (overrides: Partial<LearningRateFinderOptions> = {}): LearningRateFinderOptions => ({
  model: overrides.model ?? tinyModel(),
  trainBatches: (epoch) => batchesFrom(epoch, 0),
  loss: bce,
  optimiser: { name: 'adam' },
  tick: () => Promise.resolve(),
  ...overrides,
});

describe('findLearningRate', () => {
  it("gives the curve of PyTorch, and fastai's suggestions", async () => {
    const dense = layers.layers.dense({ units: 1, name: 'head' });
    const model = layers.sequential({ layers: [layers.layers.flatten({ inputShape: [1, 6, 1] }), dense] });
    dense.setWeights([tf.tensor2d(fixture.start.kernel, [6, 1]), tf.tensor1d(fixture.start.bias)]);
    const batches = fixture.batches.map(({ images, labels }): Batch => ({
      images: Float32Array.from(images),
      shape: [labels.length, 1, 6, 1],
      labels: Float32Array.from(labels),
      weights: new Float32Array(labels.length).fill(1),
      ids: labels.map((_, i) => `image-${i}`),
    }));
    const curve = await findLearningRate({
      model,
      trainBatches: () => batches,
      loss: bce,
      optimiser: { name: 'sgd', momentum: 0.9 },
      ...fixture.options,
    });
    expect(curve.points).toHaveLength(fixture.rates.length);
    for (const [i, point] of curve.points.entries()) {
      expect(point.learningRate / fixture.rates[i]!).toBeCloseTo(1, 10);
      expect(Math.abs(point.loss - fixture.losses[i]!)).toBeLessThan(1e-4 * (1 + fixture.losses[i]!));
      expect(point.smoothedLoss / fixture.smoothed[i]!).toBeCloseTo(1, 3);
    }
    expect(curve.diverged).toBe(fixture.diverged);
    expect(curve.steepest! / fixture.steepest).toBeCloseTo(1, 10);
    expect(curve.tenthOfMinimum! / fixture.tenthOfMinimum).toBeCloseTo(1, 10);
  });

  it('puts every weight back, bit for bit, and leaves no tensor behind', async () => {
    const model = tinyModel();
    const [before, tensors] = [weightBytes(model), tf.memory().numTensors];
    const told: LearningRatePoint[] = [];
    const steps: number[] = [];
    const { points, diverged } = await findLearningRate(
      tiny({
        model,
        from: 1e-5,
        to: 1e-2,
        steps: 12,
        onPoint: (point) => void told.push(point),
        onBeforeStep: (step) => void steps.push(step),
      }),
    );
    expect(points).toHaveLength(12);
    expect(diverged).toBe(false);
    expect(points.at(-1)!.learningRate).toBeCloseTo(1e-2, 12);
    expect(told).toEqual(points);
    expect(steps).toEqual(points.map((_, i) => i));
    expect(weightBytes(model)).toEqual(before);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('ends where the loss is no longer finite, with finite figures only', async () => {
    const { points, diverged } = await findLearningRate(
      tiny({
        optimiser: { name: 'sgd' },
        loss: (_labels, logits) => tf.exp(tf.square(logits)),
        to: 1e6,
        divergence: 1e300,
      }),
    );
    expect(diverged).toBe(true);
    expect(points.length).toBeLessThan(100);
    expect(points.flatMap((point) => Object.values(point)).every(Number.isFinite)).toBe(true);
  });

  it('has no suggestion where there is nothing to see', async () => {
    const loss = (_labels: tf.Tensor, logits: tf.Tensor1D) => tf.mul(logits, Number.NaN) as tf.Tensor1D;
    expect(await findLearningRate(tiny({ loss }))).toEqual({
      points: [],
      diverged: true,
      steepest: null,
      tenthOfMinimum: null,
    });
  });

  it('puts the weights back when it is aborted', async () => {
    const model = tinyModel();
    const before = weightBytes(model);
    const controller = new AbortController();
    const onBeforeStep = (step: number) => void (step === 3 && controller.abort());
    await expect(findLearningRate(tiny({ model, onBeforeStep, signal: controller.signal }))).rejects.toThrow(
      /abort/i,
    );
    expect(weightBytes(model)).toEqual(before);
  });

  it('mixes as a training does: the curve is that of batches mixed beforehand', async () => {
    const mix: MixPolicy = { version: 1, kind: 'mixup', alpha: 1 };
    function* mixed(epoch: number) {
      let batch = 0;
      for (const plain of batchesFrom(epoch, 0))
        yield applyMix(plain, drawMix(mix, plain.ids.length, { seed: 3, epoch, batch: batch++ }));
    }
    // More steps than an epoch has batches.
    const range = { from: 1e-4, to: 1e-2, steps: 12 };
    const within = await findLearningRate(tiny({ ...range, mix, seed: 3 }));
    expect(within).toEqual(await findLearningRate(tiny({ ...range, trainBatches: mixed })));
    expect(within.points).not.toEqual((await findLearningRate(tiny(range))).points);
  });

  it('refuses what it cannot search', async () => {
    const rejects = (overrides: Partial<LearningRateFinderOptions>) =>
      expect(findLearningRate(tiny(overrides))).rejects;
    await rejects({ from: 0 }).toThrow(/from is 0/);
    await rejects({ from: 1, to: 0.5 }).toThrow(/to is 0\.5/);
    await rejects({ steps: 1 }).toThrow(/steps is 1/);
    await rejects({ to: Number.POSITIVE_INFINITY }).toThrow(/to is Infinity/);
    await rejects({ mix: { version: 1, kind: 'mixup', alpha: -1 } }).toThrow(/mix\.alpha is -1/);
    await rejects({ trainBatches: () => [] }).toThrow(/trainBatches\(0\) gave no batch/);
  });
});
