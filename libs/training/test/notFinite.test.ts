import { fit, memoryCheckpointStore } from '@pneumo/training';
import type { FitEvent, FitOptions } from '@pneumo/training';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { BATCHES_PER_EPOCH, batchesFrom, makeBatch, tinyModel, tinyOptions, weightBytes } from './support.ts';

describe('a training that meets what is not finite', () => {
  it('stops at a loss that is not finite and names the images', async () => {
    const events: FitEvent['type'][] = [];
    const spoil = function* (epoch: number, start: number) {
      for (const batch of batchesFrom(epoch, start)) {
        if (epoch === 1 && batch.ids.includes('image-3')) batch.images[0] = Number.NaN;
        yield batch;
      }
    };
    const error = await fit(
      tinyOptions(tinyModel(), { trainBatches: spoil, onEvent: ({ type }) => void events.push(type) }),
    ).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'LOSS_NOT_FINITE', details: { epoch: 2 } });
    expect((error as { details: { ids: string[] } }).details.ids).toContain('image-3');
    expect((error as Error).message).toMatch(
      /The loss is NaN in epoch 2, batch \d \(step \d+\), for the images .*image-3/,
    );
    // Without a store there is nothing to go back to.
    expect(error).toMatchObject({ details: { lastCheckpoint: null } });
    expect((error as Error).message).toMatch(/There is no checkpoint yet\.$/);
    expect(events.filter((type) => type === 'epoch-end')).toHaveLength(1);
  });

  it('leaves the last good checkpoint, from which mended images train on bit for bit', async () => {
    const store = memoryCheckpointStore();
    const spoil = function* (epoch: number, start: number) {
      for (const batch of batchesFrom(epoch, start)) {
        if (epoch === 1 && batch.ids.includes('image-3')) batch.images[0] = Number.POSITIVE_INFINITY;
        yield batch;
      }
    };
    const before = tinyModel();
    const tensors = tf.memory().numTensors;
    const stopped = fit(tinyOptions(before, { store, trainBatches: spoil }));
    await expect(stopped).rejects.toMatchObject({
      code: 'LOSS_NOT_FINITE',
      details: { lastCheckpoint: { epoch: 1, batch: 0, step: BATCHES_PER_EPOCH } },
    });
    await expect(stopped).rejects.toThrow(/The last checkpoint is from after epoch 1 \(step 5\)\.$/);
    expect(tf.memory().numTensors).toBe(tensors);
    const { checkpoint } = (await store.load('last'))!;
    expect(checkpoint.state).toMatchObject({ epoch: 1, batch: 0, step: BATCHES_PER_EPOCH });
    const [resumed, whole] = [tinyModel(4), tinyModel()];
    await fit(tinyOptions(resumed, { resume: checkpoint }));
    await fit(tinyOptions(whole));
    expect(weightBytes(resumed)).toEqual(weightBytes(whole));
  });

  it('says that there is no checkpoint where none was saved yet, and names every image of a large batch', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `image-${i}`);
    const batch = makeBatch(ids, 0);
    batch.images[0] = Number.NaN;
    const store = memoryCheckpointStore();
    const options = { store, batchesPerEpoch: 1, trainBatches: () => [batch] };
    const error = (await fit(tinyOptions(tinyModel(), options)).catch((caught: unknown) => caught)) as Error;
    expect(error.message).toContain(`for the images ${ids.join(', ')}. `);
    expect(error.message).toMatch(/There is no checkpoint yet\.$/);
    expect(error).toMatchObject({ details: { ids, lastCheckpoint: null } });
  });

  it('names the batch of a checkpoint within an epoch, and that a training went on from', async () => {
    const store = memoryCheckpointStore();
    const spoil = (place: number) =>
      function* (epoch: number, start: number) {
        for (const [i, batch] of [...batchesFrom(epoch, start)].entries()) {
          if (epoch === 1 && start + i === place) batch.images[0] = Number.NaN;
          yield batch;
        }
      };
    const options = { store, checkpointEverySteps: 2, trainBatches: spoil(2) };
    await expect(fit(tinyOptions(tinyModel(), options))).rejects.toThrow(
      /in epoch 2, batch 3 .*The last checkpoint is from after batch 1 of epoch 2 \(step 6\)\.$/,
    );
    const { checkpoint } = (await store.load('last'))!;
    const resumed = { resume: checkpoint, trainBatches: spoil(1) };
    await expect(fit(tinyOptions(tinyModel(), resumed))).rejects.toThrow(
      /in epoch 2, batch 2 .*The last checkpoint is from after batch 1 of epoch 2 \(step 6\)\.$/,
    );
  });

  it('tells validation where the last checkpoint is, and names it when a figure is not finite', async () => {
    const places: unknown[] = [];
    const options: Partial<FitOptions> = {
      store: memoryCheckpointStore(),
      validate: async ({ epoch, lastCheckpoint }) => {
        places.push(lastCheckpoint);
        return { loss: epoch === 2 ? Number.NaN : 1 };
      },
    };
    const error = await fit(tinyOptions(tinyModel(), options)).catch((caught: unknown) => caught);
    expect(places).toEqual([null, { epoch: 1, batch: 0, step: BATCHES_PER_EPOCH }]);
    expect(error).toMatchObject({ code: 'METRIC_NOT_FINITE', details: { epoch: 2, metric: 'loss' } });
    expect((error as Error).message).toMatch(/loss = NaN after epoch 2;.* from after epoch 1 \(step 5\)\.$/);
  });

  it('stops at gradients that are not finite although the loss is', async () => {
    // The root of 0 is 0, its slope infinite.
    const loss: FitOptions['loss'] = (_labels, logits) => tf.sqrt(tf.mul(logits, 0));
    await expect(fit(tinyOptions(tinyModel(), { loss }))).rejects.toThrow(
      /The norm of the gradients is (NaN|Infinity) in epoch 1, batch 1 \(step 1\)/,
    );
  });
});
