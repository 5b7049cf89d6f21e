import { BatchNormalization } from '@pneumo/models';
import { reestimateBatchNormalisation } from '@pneumo/training';
import type { Batch } from '@pneumo/data';
import '../quietCpu.ts';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { makeBatch, tinyModel, weightBytes } from '../support.ts';
import { difference, fixture } from './averageFixture.ts';

const batches = fixture.batches.map(({ images, pixels }): Batch => ({
  images: Float32Array.from(pixels),
  shape: [images, 4, 4, 1],
  labels: new Float32Array(images),
  weights: new Float32Array(images),
  ids: Array.from({ length: images }, (_, i) => `image-${i}`),
}));

const ours = (name: string, momentum: number) => new BatchNormalization({ name, momentum, epsilon: 1e-5 });
const theirs = (name: string, momentum: number) =>
  layers.layers.batchNormalization({ name, momentum, epsilon: 1e-5 });

function twoNorms(norm: typeof ours | typeof theirs) {
  const model = layers.sequential({
    layers: [
      layers.layers.inputLayer({ inputShape: [4, 4, 1] }),
      norm('norm1', 0.9),
      layers.layers.conv2d({ name: 'conv', filters: 2, kernelSize: 3, useBias: false }),
      layers.layers.activation({ name: 'relu', activation: 'relu' }),
      norm('norm2', 0.99),
    ],
  });
  model.getLayer('conv').setWeights([tf.tensor4d(fixture.kernel, [3, 3, 1, 2])]);
  return model;
}

describe('reestimateBatchNormalisation', () => {
  it.each([
    ['@pneumo/models', ours],
    ['tfjs-layers', theirs],
  ] as const)("takes the mean over batches as PyTorch's update_bn does, of %s", async (_name, norm) => {
    const model = twoNorms(norm);
    const tensors = tf.memory().numTensors;
    expect(await reestimateBatchNormalisation(model, batches)).toBe(3);
    expect(tf.memory().numTensors).toBe(tensors);
    for (const [name, size] of [
      ['norm1', 16],
      ['norm2', 4],
    ] as const) {
      const [, , mean, variance] = model.getLayer(name).getWeights();
      expect(difference(mean!.dataSync(), fixture[name].mean)).toBeLessThan(2e-6);
      // PyTorch's batch variance is the unbiased one: n / (n - 1) times ours, with n differing by batch.
      const factors = fixture.batches.map(({ images }) => (images * size) / (images * size - 1));
      const [low, high] = [Math.min(...factors), Math.max(...factors)];
      for (const [k, value] of variance!.dataSync().entries()) {
        expect(fixture[name].variance[k]! / value).toBeGreaterThan(low - 1e-5);
        expect(fixture[name].variance[k]! / value).toBeLessThan(high + 1e-5);
      }
    }
  });

  it('gives the very variance of PyTorch where all batches have one size', async () => {
    const model = twoNorms(ours);
    await reestimateBatchNormalisation(model, batches.slice(0, 2));
    const variance = model.getLayer('norm1').getWeights()[3]!.dataSync()[0]!;
    const biased = batches.slice(0, 2).map(({ images }) => {
      const mean = images.reduce((sum, x) => sum + x, 0) / images.length;
      return images.reduce((sum, x) => sum + (x - mean) ** 2, 0) / images.length;
    });
    expect(variance).toBeCloseTo((biased[0]! + biased[1]!) / 2, 5);
  });

  it('keeps all other weights, and the statistics of frozen layers, bit for bit', async () => {
    const model = tinyModel();
    const before = weightBytes(model);
    await reestimateBatchNormalisation(model, [makeBatch(['image-1', 'image-2'], 0)]);
    const after = weightBytes(model);
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed).toEqual(['norm/moving_mean', 'norm/moving_variance']);

    for (const norm of [ours, theirs]) {
      const frozen = twoNorms(norm);
      frozen.getLayer('norm1').trainable = false;
      const kept = weightBytes(frozen);
      await reestimateBatchNormalisation(frozen, batches);
      const now = weightBytes(frozen);
      const moved = Object.keys(now).filter((name) => now[name] !== kept[name]);
      expect(moved).toEqual(['norm2/moving_mean', 'norm2/moving_variance']);
    }
  });

  it('estimates those of frozen layers too that go on moving them', async () => {
    const [free, frozen] = [twoNorms(ours), twoNorms(ours)];
    const norm = frozen.getLayer('norm1') as BatchNormalization;
    norm.trainable = false;
    norm.setFrozenStatistics('updated');
    for (const model of [free, frozen]) await reestimateBatchNormalisation(model, batches);
    expect(weightBytes(frozen)).toEqual(weightBytes(free));
  });

  it('leaves the statistics as they were when it is stopped or gets no batch', async () => {
    const model = tinyModel();
    const before = weightBytes(model);
    await expect(reestimateBatchNormalisation(model, [])).rejects.toMatchObject({ code: 'BATCHES_MISSING' });
    const controller = new AbortController();
    const onBeforeBatch = (batch: number) => void (batch === 1 && controller.abort());
    const two = [makeBatch(['image-1', 'image-2'], 0), makeBatch(['image-3', 'image-4'], 0)];
    await expect(
      reestimateBatchNormalisation(model, two, { onBeforeBatch, signal: controller.signal }),
    ).rejects.toThrow(/abort/i);
    await expect(reestimateBatchNormalisation(model, batches)).rejects.toMatchObject({
      code: 'INVALID_BATCH',
    });
    expect(weightBytes(model)).toEqual(before);
  });

  it('takes no batch where there is nothing to estimate', async () => {
    const model = layers.sequential({ layers: [layers.layers.dense({ units: 1, inputShape: [3] })] });
    expect(await reestimateBatchNormalisation(model, [])).toBe(0);
  });
});
