import { fit, memoryCheckpointStore } from '@pneumo/training';
import type { FitEvent, FitOptions } from '@pneumo/training';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { BATCHES_PER_EPOCH, batchesFrom, tinyModel, tinyOptions, weightBytes } from './support.ts';

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
    await expect(fit(tinyOptions(before, { store, trainBatches: spoil }))).rejects.toMatchObject({
      code: 'LOSS_NOT_FINITE',
    });
    expect(tf.memory().numTensors).toBe(tensors);
    const { checkpoint } = (await store.load('last'))!;
    expect(checkpoint.state).toMatchObject({ epoch: 1, batch: 0, step: BATCHES_PER_EPOCH });
    const [resumed, whole] = [tinyModel(4), tinyModel()];
    await fit(tinyOptions(resumed, { resume: checkpoint }));
    await fit(tinyOptions(whole));
    expect(weightBytes(resumed)).toEqual(weightBytes(whole));
  });

  it('stops at gradients that are not finite although the loss is', async () => {
    // The root of 0 is 0, its slope infinite.
    const loss: FitOptions['loss'] = (_labels, logits) => tf.sqrt(tf.mul(logits, 0));
    await expect(fit(tinyOptions(tinyModel(), { loss }))).rejects.toThrow(
      /The norm of the gradients is (NaN|Infinity) in epoch 1, batch 1 \(step 1\)/,
    );
  });
});
