import { applyMix, drawMix, type MixPolicy } from '@pneumo/augment';
import { fit, memoryCheckpointStore } from '@pneumo/training';
import type { FitOptions } from '@pneumo/training';
import './quietCpu.ts';
import { describe, expect, it } from 'vitest';
import { last } from './interrupted.ts';
import { batchesFrom, tinyModel, tinyOptions, weightBytes } from './support.ts';

describe('a training with mixed images', () => {
  const mix: { mix: MixPolicy } = { mix: { version: 1, kind: 'mixup', alpha: 0.4 } };

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
    await expect(fit(tinyOptions(tinyModel(), { resume }))).rejects.toThrow(
      /mix was \{"version":1,"kind":"mixup","alpha":0.4\}/,
    );
  });

  it.each(['mixup', 'cutmix'] as const)(
    'is the training on batches that were mixed beforehand by %s',
    async (kind) => {
      const policy: MixPolicy = { version: 1, kind, alpha: 1 };
      const [within, before] = [tinyModel(), tinyModel()];
      const options = tinyOptions(within, { epochs: 2 });
      await fit({ ...options, mix: policy });
      function* trainBatches(epoch: number, startBatch: number) {
        let batch = startBatch;
        for (const plain of batchesFrom(epoch, startBatch)) {
          const key = { seed: options.seed, epoch, batch: batch++ };
          yield applyMix(plain, drawMix(policy, plain.ids.length, key));
        }
      }
      await fit({ ...options, model: before, trainBatches });
      expect(weightBytes(within)).toEqual(weightBytes(before));
    },
  );

  it('refuses an alpha out of range', async () => {
    await expect(fit(tinyOptions(tinyModel(), { mix: { ...mix.mix, alpha: -1 } }))).rejects.toThrow(
      /mix\.alpha is -1/,
    );
  });
});
