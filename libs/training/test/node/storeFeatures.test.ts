import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namedPolicies } from '@pneumo/augment';
import { pixelImage, randomStream } from '@pneumo/core';
import { type BatchLoader, inlineLoader, loadBatches, replayVariants, type SampleLabel } from '@pneumo/data';
import { frozenPrefix, setDropoutState } from '@pneumo/models';
import { fit, predictBatches } from '@pneumo/training';
import { storeFeatures, type StoreFeaturesOptions } from '@pneumo/training/node';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { frozenNet } from '../frozenNet.ts';
import { tinyOptions, weightBytes } from '../support.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pneumo-features-'));
});
afterEach(() => rm(folder, { recursive: true }));

const ids = Array.from({ length: 14 }, (_, i) => `image-${String(i).padStart(2, '0')}`);
const [train, val] = [ids.slice(0, 10), ids.slice(10)];
const samples = ids.map((id, i) => ({ id, label: (i % 2 ? 'PNEUMONIA' : 'NORMAL') as SampleLabel }));
const pixels = {
  size: 6,
  get(id: string) {
    const stream = randomStream(1, id);
    return pixelImage(
      6,
      6,
      1,
      Uint8Array.from({ length: 36 }, () => stream.nextUint32() % 256),
    );
  },
};
const policy = namedPolicies.study;
const common = {
  samples,
  batchSize: 4,
  seed: 3,
  normalisation: { mean: [0.5], std: [0.25] },
  channels: 1,
} as const;

function optionsOf(prefix: LayersModel, overrides: Partial<StoreFeaturesOptions<'train' | 'val'>> = {}) {
  const parts = { train: { ids: train, policy, variants: 2 }, val: { ids: val } };
  return {
    ...common,
    prefix,
    pixels,
    loader: inlineLoader(pixels),
    parts,
    folder,
    limitBytes: 1e6,
    ...overrides,
  };
}

/** Four epochs, judged on validation images after each. */
async function train4(
  model: LayersModel,
  loaders: { train: BatchLoader; val: BatchLoader },
  suffix?: LayersModel,
) {
  return fit(
    tinyOptions(model, {
      ...(suffix && { suffix }),
      epochs: 4,
      batchesPerEpoch: 3,
      trainBatches: (epoch, startBatch) =>
        loadBatches({ ...common, loader: loaders.train, ids: train, epoch, startBatch, policy }),
      validate: async () => {
        const batches = loadBatches({ ...common, loader: loaders.val, ids: val, epoch: 0, shuffle: false });
        return { logit: (await predictBatches(suffix ?? model, batches)).logits[0]! };
      },
      best: { monitor: 'valLogit', mode: 'max' },
      onBeforeStep: (step) => void setDropoutState(model, { seed: 1, step }),
    }),
  );
}

async function plain() {
  const model = frozenNet();
  const images = inlineLoader(pixels);
  const { history } = await train4(model, { train: replayVariants(images, 2), val: images });
  return { model, history };
}

describe('storeFeatures', () => {
  it('trains to the bits of the plain path whose images are varied in the same two ways', async () => {
    const expected = await plain();
    const model = frozenNet();
    const { prefix, suffix } = frozenPrefix(model);
    const features = await storeFeatures(optionsOf(prefix));
    expect(features.computed).toBe(2 * 10 + 4);
    expect(features.bytes).toBe((2 * 10 + 4) * 6 * 6 * 3 * 4);
    expect((await train4(model, features.loaders, suffix)).history).toEqual(expected.history);
    expect(weightBytes(model)).toEqual(weightBytes(expected.model));
    await features.close();
  });

  it('keeps half precision near it: figures of four epochs within 0.2 per cent', async () => {
    const expected = await plain();
    const model = frozenNet();
    const { prefix, suffix } = frozenPrefix(model);
    const features = await storeFeatures(optionsOf(prefix, { precision: 'float16' }));
    const { history } = await train4(model, features.loaders, suffix);
    history.forEach(({ trainLoss }, i) => {
      const loss = expected.history[i]!.trainLoss;
      expect(Math.abs(trainLoss - loss)).toBeLessThan(2e-3 * loss);
      expect(trainLoss).not.toBe(loss);
    });
    await features.close();
  });

  it('goes on behind the last batch when it was ended, and after a file was torn, to the same features', async () => {
    const { prefix } = frozenPrefix(frozenNet());
    const stop = new AbortController();
    const done: number[] = [];
    const onProgress = (images: number): void => {
      done.push(images);
      if (images === 14) stop.abort();
    };
    await expect(storeFeatures(optionsOf(prefix, { signal: stop.signal, onProgress }))).rejects.toMatchObject(
      { name: 'AbortError' },
    );
    expect(done).toEqual([4, 8, 10, 14]);
    const resumed = await storeFeatures(optionsOf(prefix));
    expect(resumed.computed).toBe(24 - 14);
    const read = async (loaders: typeof resumed.loaders) => {
      const images: Float32Array[] = [];
      for (const epoch of [0, 1])
        for await (const batch of loadBatches({ ...common, loader: loaders.train, ids: train, epoch }))
          images.push(batch.images);
      return images;
    };
    const expected = await read(resumed.loaders);
    await resumed.close();
    const [file] = (await readdir(folder)).filter((name) => name.endsWith('.bin'));
    await truncate(join(folder, file!), 100);
    const mended = await storeFeatures(optionsOf(prefix));
    expect(mended.computed).toBeGreaterThan(3);
    expect(await read(mended.loaders)).toEqual(expected);
    await mended.close();
  });

  it('takes what an earlier run computed, and nothing of other weights, pixels or seeds', async () => {
    const first = await storeFeatures(optionsOf(frozenPrefix(frozenNet()).prefix));
    await first.close();
    const computed = async (prefix: LayersModel, overrides = {}) => {
      const features = await storeFeatures(optionsOf(prefix, overrides));
      await features.close();
      return features.computed;
    };
    // Its head and the initialisers' seeds may differ, what is in front may not.
    const alike = frozenNet(2);
    const kernel = frozenNet().getLayer('conv').getWeights();
    alike.getLayer('conv').setWeights(kernel);
    expect(await computed(frozenPrefix(alike).prefix)).toBe(0);
    expect(await computed(frozenPrefix(frozenNet(2)).prefix)).toBe(24);
    const { prefix } = frozenPrefix(frozenNet());
    // Without augmentation the seed decides nothing.
    expect(await computed(prefix, { seed: 4 })).toBe(20);
    const inverted = {
      ...pixels,
      get: (id: string) =>
        pixelImage(
          6,
          6,
          1,
          pixels.get(id).data.map((v) => 255 - v),
        ),
    };
    expect(await computed(prefix, { pixels: inverted })).toBe(24);
    expect(await computed(prefix, { engine: 'another' })).toBe(24);
  });

  it('refuses before it computes what the limit has no room for', async () => {
    const { prefix } = frozenPrefix(frozenNet());
    const onProgress = (): never => {
      throw new Error('computed');
    };
    await expect(storeFeatures(optionsOf(prefix, { limitBytes: 10_000, onProgress }))).rejects.toMatchObject({
      code: 'FEATURE_LIMIT',
    });
    expect(await readdir(folder)).toEqual([]);
    const features = await storeFeatures(optionsOf(prefix, { limitBytes: 10_368 }));
    await features.close();
  });

  it('keeps the features of an image once that is drawn more than once, as a bootstrap does', async () => {
    const { prefix } = frozenPrefix(frozenNet());
    const drawn = [...train, train[3]!, train[3]!, train[0]!];
    const parts = { train: { ids: drawn, policy, variants: 2 }, val: { ids: val } };
    const features = await storeFeatures(optionsOf(prefix, { parts }));
    expect(features.computed).toBe(24);
    let images = 0;
    const request = { ...common, loader: features.loaders.train, ids: drawn, epoch: 0 };
    for await (const batch of loadBatches(request)) images += batch.ids.length;
    expect(images).toBe(drawn.length);
    await features.close();
  });

  it('makes room by what earlier runs left, and not by what runs at the same time', async () => {
    const first = await storeFeatures(optionsOf(frozenPrefix(frozenNet()).prefix));
    const { prefix } = frozenPrefix(frozenNet(2));
    const second = () => storeFeatures(optionsOf(prefix, { limitBytes: 10_368 }));
    await expect(second()).rejects.toMatchObject({ code: 'FEATURE_LIMIT' });
    await first.close();
    await (await second()).close();
    expect((await readdir(folder)).filter((name) => name.endsWith('.bin'))).toHaveLength(3);
  });
});
