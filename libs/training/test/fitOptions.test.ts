import { fit } from '@pneumo/training';
import type { AverageConfig, FitOptions } from '@pneumo/training';
import * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { makeBatch, tinyModel, tinyOptions } from './support.ts';

describe('the options of fit', () => {
  it('refuses what it cannot train, saying what was expected', async () => {
    const rejects = (overrides: Partial<FitOptions>) =>
      expect(fit(tinyOptions(tinyModel(), overrides))).rejects;
    await rejects({ epochs: -1 }).toThrow(/epochs is -1; expected a whole number of at least 1/);
    await rejects({ batchesPerEpoch: 0 }).toThrow(/batchesPerEpoch is 0/);
    await rejects({ clipNorm: 0 }).toThrow(/clipNorm is 0/);
    // 0 as a float32: it would take all gradients away.
    await rejects({ clipNorm: 1e-46 }).toThrow(/clipNorm is 1e-46/);
    await rejects({
      average: { kind: 'swa', startEpoch: 1, validate: 'false' } as unknown as AverageConfig,
    }).toThrow("average.validate is 'false'; expected true or false.");
    await rejects({
      average: { kind: 'ema', decay: 0.9, warmUp: 1 } as unknown as AverageConfig,
    }).toThrow(/average\.warmUp is 1/);
    await rejects({ schedule: { kind: 'constant', learningRate: -1 } }).toThrow(
      /schedule\.learningRate is -1/,
    );
    await rejects({
      optimiser: { name: 'adam', groups: [{ weights: ['head/kernel', 'haed/bias'] }] },
    }).toThrow(/groups names 'haed\/bias', which the model does not have.*like 'conv\/kernel'/);
    await rejects({ earlyStopping: { monitor: 'valLoss', mode: 'min', patience: 0 } }).toThrow(
      /earlyStopping\.patience is 0/,
    );
    await rejects({ batchesPerEpoch: 6 }).toThrow(/Epoch 1 ended after 5 batches; batchesPerEpoch is 6/);
    await rejects({
      best: { monitor: 'valAuroc', mode: 'max' },
      validate: async () => ({ loss: 1 }),
    }).toThrow(/'valAuroc' is to be monitored, and the history has no such column; it has epoch, .*valLoss/);
    await rejects({ validate: async () => ({ loss: 1, auroc: Number.NaN }) }).toThrow(
      /auroc = NaN after epoch 1/,
    );
  });

  it('refuses a batch that does not fit, naming both shapes', async () => {
    const wrong = { ...makeBatch(['image-1'], 0), shape: [1, 9, 4, 1] as [number, number, number, number] };
    await expect(fit(tinyOptions(tinyModel(), { trainBatches: () => [wrong] }))).rejects.toThrow(
      /A batch of shape \[1, 9, 4, 1\] came; the model takes \[n, 6, 6, 1\]/,
    );
    const short = { ...makeBatch(['image-1', 'image-2'], 0), labels: Float32Array.of(1) };
    await expect(fit(tinyOptions(tinyModel(), { trainBatches: () => [short] }))).rejects.toThrow(/1 labels/);
  });

  it('refuses a model without a single logit, and one without trainable weights', async () => {
    const two = layers.sequential({ layers: [layers.layers.dense({ units: 2, inputShape: [3] })] });
    await expect(fit(tinyOptions(two))).rejects.toThrow(
      /outputs of shape \[n, 2\]; expected one input and one output of shape \[n, 1\]/,
    );
    const frozen = tinyModel();
    frozen.trainable = false;
    await expect(fit(tinyOptions(frozen))).rejects.toThrow(/no trainable weight/);
  });
});
