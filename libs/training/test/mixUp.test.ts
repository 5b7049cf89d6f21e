import { randomStream } from '@pneumo/core';
import { sigmoidBinaryCrossEntropy } from '@pneumo/losses';
import { fit, memoryCheckpointStore, mixUp } from '@pneumo/training';
import type { FitOptions } from '@pneumo/training';
import './quietCpu.ts';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { symmetricBeta } from '../src/symmetricBeta.ts';
import { last } from './interrupted.ts';
import { makeBatch, tinyModel, tinyOptions, weightBytes } from './support.ts';

const ids = Array.from({ length: 7 }, (_, i) => `image-${i}`);
const PIXELS = 36;

/** Finds share and partners from the images alone. */
function unmix(batch: ReturnType<typeof makeBatch>, mixed: ReturnType<typeof makeBatch>) {
  const row = (images: Float32Array, i: number) => images.subarray(i * PIXELS, (i + 1) * PIXELS);
  const n = batch.labels.length;
  return Array.from({ length: n }, (_, i) => {
    const target = row(mixed.images, i);
    const mine = row(batch.images, i);
    if (target.every((x, p) => Math.abs(x - mine[p]!) < 1e-6)) return { partner: i, share: null };
    for (let partner = 0; partner < n; partner++) {
      if (partner === i) continue;
      const other = row(batch.images, partner);
      const apart = mine.map((x, p) => x - other[p]!);
      const dot = (a: Float32Array) => a.reduce((sum, x, p) => sum + x * apart[p]!, 0);
      const share = dot(target.map((x, p) => x - other[p]!)) / dot(apart);
      const error = Math.max(
        ...target.map((x, p) => Math.abs(share * mine[p]! + (1 - share) * other[p]! - x)),
      );
      if (error < 1e-4) return { partner, share };
    }
    return { partner: -1, share: null };
  });
}

describe('mixUp', () => {
  it('mixes every image with one partner by one share', () => {
    const batch = makeBatch(ids, 0);
    const pairs = unmix(batch, mixUp(batch, { alpha: 1 }, randomStream(4, 'mix')));
    expect(pairs.map(({ partner }) => partner).sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const shares = pairs.flatMap(({ share }) => share ?? []);
    expect(shares.length).toBeGreaterThan(2);
    for (const share of shares) expect(share).toBeCloseTo(shares[0]!, 5);
  });

  it('gives the mixture of the losses against both labels, whatever the weights', () => {
    const batch = makeBatch(ids, 0);
    const mixed = mixUp(batch, { alpha: 0.8 }, randomStream(4, 'mix'));
    const pairs = unmix(batch, mixed);
    const share = pairs.find((pair) => pair.share !== null)!.share!;
    const partners = pairs.map(({ partner }) => partner);
    const logits = tf.tensor1d(ids.map((_, i) => 0.7 * i - 2));
    const loss = (labels: ArrayLike<number>, sampleWeights: ArrayLike<number>) =>
      sigmoidBinaryCrossEntropy(tf.tensor1d(Array.from(labels)), logits, {
        sampleWeights: tf.tensor1d(Array.from(sampleWeights)),
        classWeights: { negative: 1.9, positive: 0.7 },
        labelSmoothing: 0.05,
      }).dataSync();
    const first = loss(batch.labels, batch.weights);
    const second = loss(
      partners.map((i) => batch.labels[i]!),
      partners.map((i) => batch.weights[i]!),
    );
    for (const [i, value] of loss(mixed.labels, mixed.weights).entries()) {
      expect(value).toBeCloseTo(share * first[i]! + (1 - share) * second[i]!, 5);
    }
  });

  it('leaves the batch as it was, and depends on the stream alone', () => {
    const batch = makeBatch(ids, 0);
    const one = mixUp(batch, { alpha: 0.2 }, randomStream(4, 'mix'));
    expect(batch).toEqual(makeBatch(ids, 0));
    expect(mixUp(batch, { alpha: 0.2 }, randomStream(4, 'mix'))).toEqual(one);
    expect(one.ids).toEqual(ids);
  });

  it('refuses an alpha that is no number above 0, and a batch that is not whole', () => {
    const batch = makeBatch(ids, 0);
    expect(() => mixUp(batch, { alpha: 0 }, randomStream(1, 'mix'))).toThrow(/mixUp\.alpha is 0/);
    const short = { ...batch, labels: Float32Array.of(1) };
    expect(() => mixUp(short, { alpha: 1 }, randomStream(1, 'mix'))).toThrow(/1 labels/);
  });
});

describe('symmetricBeta', () => {
  it.each([0.1, 0.2, 1, 5])('has the moments of the distribution for alpha %d', (alpha) => {
    const stream = randomStream(2, 'beta');
    const draws = Array.from({ length: 20000 }, () => symmetricBeta(stream, alpha));
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
    const fourth = draws.reduce((sum, x) => sum + (x - 0.5) ** 4, 0) / draws.length;
    expect(mean).toBeCloseTo(0.5, 1.7);
    expect(variance * 4 * (2 * alpha + 1)).toBeCloseTo(1, 1);
    // Kurtosis 3 - 6 / (2 alpha + 3).
    expect(fourth / variance ** 2 / (3 - 6 / (2 * alpha + 3))).toBeCloseTo(1, 1);
    expect(draws.every((x) => x >= 0 && x <= 1)).toBe(true);
  });
});

describe('a training with mixed images', () => {
  const mix = { mixUp: { alpha: 0.4 } };

  it('goes on bit for bit', async () => {
    const store = memoryCheckpointStore();
    const controller = new AbortController();
    const stop: FitOptions['onEvent'] = (event) => {
      if (event.type === 'step' && event.step === 8) controller.abort();
    };
    const [whole, plain, resumed] = [tinyModel(), tinyModel(), tinyModel(8)];
    await fit(tinyOptions(whole, mix));
    await fit(tinyOptions(plain));
    expect(weightBytes(whole)).not.toEqual(weightBytes(plain));
    await fit(tinyOptions(tinyModel(), { ...mix, store, signal: controller.signal, onEvent: stop }));
    const resume = await last(store);
    await fit(tinyOptions(resumed, { ...mix, resume }));
    expect(weightBytes(resumed)).toEqual(weightBytes(whole));
    await expect(fit(tinyOptions(tinyModel(), { resume }))).rejects.toThrow(/mixUp was \{"alpha":0.4\}/);
  });

  it('refuses an alpha out of range', async () => {
    await expect(fit(tinyOptions(tinyModel(), { mixUp: { alpha: -1 } }))).rejects.toThrow(/alpha is -1/);
  });
});
