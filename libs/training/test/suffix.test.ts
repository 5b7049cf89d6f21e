import type { Batch } from '@pneumo/data';
import { frozenPrefix, setDropoutState } from '@pneumo/models';
import { fit, type Checkpoint, type FitOptions } from '@pneumo/training';
import * as tf from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { frozenNet } from './frozenNet.ts';
import { batchesFrom, tinyModel, tinyOptions, weightBytes } from './support.ts';

function featuresOf(prefix: layers.LayersModel, batch: Batch): Batch {
  const [images, shape] = tf.tidy(() => {
    const features = prefix.apply(tf.tensor(batch.images, batch.shape), { training: false }) as tf.Tensor4D;
    return [features.dataSync() as Float32Array, features.shape];
  });
  return { ...batch, images, shape };
}

async function train(suffix: boolean, overrides: Partial<FitOptions> = {}) {
  const model = frozenNet();
  const divided = suffix ? frozenPrefix(model) : undefined;
  const saved: Checkpoint[] = [];
  const result = await fit(
    tinyOptions(model, {
      clipNorm: 1,
      onBeforeStep: (step) => void setDropoutState(model, { seed: 1, step }),
      store: {
        save: async (_, checkpoint) => void saved.push(checkpoint),
        load: async () => undefined,
        list: async () => [],
      },
      ...(divided && {
        suffix: divided.suffix,
        trainBatches: function* (epoch: number, startBatch: number) {
          for (const batch of batchesFrom(epoch, startBatch)) yield featuresOf(divided.prefix, batch);
        },
      }),
      ...overrides,
    }),
  );
  return { model, result, saved };
}

describe('fit with a suffix', () => {
  it('trains on features to the bits of the training on images, checkpoints too', async () => {
    const whole = await train(false);
    const reused = await train(true);
    expect(reused.result.history).toEqual(whole.result.history);
    expect(weightBytes(reused.model)).toEqual(weightBytes(whole.model));
    expect(reused.saved.at(-1)).toEqual(whole.saved.at(-1));
  });

  it('goes on with the suffix from a checkpoint of the whole model', async () => {
    const whole = await train(false);
    const resume = whole.saved.find(
      ({ state, optimiser }) => state.epoch === 1 && Object.keys(optimiser).length > 0,
    )!;
    const resumed = await train(true, { resume });
    expect(weightBytes(resumed.model)).toEqual(weightBytes(whole.model));
  });

  it('refuses the suffix of another model, and mixed images', async () => {
    const other = frozenPrefix(frozenNet()).suffix;
    await expect(fit(tinyOptions(frozenNet(), { suffix: other }))).rejects.toThrow(
      /'conv2\/kernel' is trainable, but not in the suffix/,
    );
    await expect(fit(tinyOptions(tinyModel(), { suffix: tinyModel() }))).rejects.toThrow(/not in the suffix/);
    await expect(train(true, { mix: { version: 1, kind: 'mixup', alpha: 0.2 } })).rejects.toThrow(
      /features would be mixed/,
    );
  });
});
