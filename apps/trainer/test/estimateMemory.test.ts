import { sharePixels, type StoredPixelSource } from '@pneumo/data';
import { pixelImage } from '@pneumo/core';
import { estimateCheckpointBytes } from '@pneumo/training';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../src/cli/context.ts';
import { RECIPES } from '../src/config/recipes.ts';
import type { TrainConfig } from '../src/config/trainConfig.ts';
import { buildModel } from '../src/pipeline/buildModel.ts';
import { checkpointBytes, estimateMemory } from '../src/pipeline/estimateMemory.ts';
import { optimiserOf } from '../src/pipeline/trainingSettings.ts';

/** No weights are read, so that nothing is told. */
const NOTHING = {} as Context;

const settings = (recipe: string, more: Partial<TrainConfig> = {}): TrainConfig => ({
  ...RECIPES[recipe]!.config,
  recipe,
  data: 'chest_xray',
  ...more,
});

/** Pixels that would take this many bytes. */
const pixelsOf = (images: number, size: number): StoredPixelSource =>
  ({ buffer: { byteLength: images * size ** 2 } }) as StoredPixelSource;

async function gigabytes(config: TrainConfig, pixels = pixelsOf(5856, config.imageSize)): Promise<number> {
  const model = await buildModel(NOTHING, config, true);
  const bytes = estimateMemory(config, model, config.batchSize, pixels);
  model.dispose();
  return bytes / 1e9;
}

describe('the estimate of memory', () => {
  beforeAll(() => {
    // Keeps tfjs from advertising tfjs-node on the console, which fails a test.
    tf.env().set('IS_TEST', true);
    return tf.setBackend('cpu');
  });

  // Peaks of trainings on the public set, as results/README.md has them.
  it.each([
    ['cnn', 2.0, 2.0],
    ['efficientnet', 8.2, 8.3],
    ['transfer', 3.0, 3.5],
  ])('of the recipe %s is what was measured, give or take 15 parts in 100', async (recipe, least, most) => {
    const estimate = await gigabytes(settings(recipe, { weights: 'a.safetensors' }));
    expect(estimate).toBeGreaterThan(0.85 * most);
    expect(estimate).toBeLessThan(1.15 * least);
  });

  it('counts the images that are held, and their masks, but not those in a file', async () => {
    const config = settings('quick');
    const ids = ['a', 'b'];
    const held = sharePixels({ size: 64, get: () => pixelImage(64, 64, 1, new Uint8Array(64 ** 2)) }, ids);
    const filed = { size: 64, ids, get: held.get, file: 'pixels', close: () => {} };
    const none = await gigabytes(config, filed);
    expect(1e9 * ((await gigabytes(config, held)) - none)).toBeCloseTo(2 * 64 ** 2, 3);
    const masked = { ...held, masks: held };
    expect(1e9 * ((await gigabytes(config, masked)) - none)).toBeCloseTo(4 * 64 ** 2, 3);
  });

  it('counts less where the engine keeps nothing, and where a batch is passed in parts', async () => {
    const [fast, small, parts] = await Promise.all(
      [{}, { memory: 'small' as const }, { microBatchSize: 4 }].map((more) =>
        gigabytes(settings('cnn', more)),
      ),
    );
    expect(small).toBeLessThan(fast!);
    expect(parts).toBeLessThan(small!);
  });
});

it('a checkpoint holds the average of weights, where there is one', async () => {
  const config = settings('quick', { average: 'ema:0.99' });
  const model = await buildModel(NOTHING, config, true);
  expect(checkpointBytes(config, model)).toBe(estimateCheckpointBytes(model, optimiserOf(config), true));
  expect(checkpointBytes({ ...config, average: 'none' }, model)).toBe(
    checkpointBytes(config, model) - 4 * model.countParams(),
  );
  model.dispose();
});
