import { fit, predictBatches } from '@pneumo/training';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { batchesFrom, bce, makeBatch, tinyModel, tinyOptions, weightBytes } from './support.ts';

const ids = Array.from({ length: 7 }, (_, i) => `image-${i}`);

describe('predictBatches', () => {
  it('gives each image the same logit whatever batch it comes in', async () => {
    const model = tinyModel();
    await fit(tinyOptions(model, { epochs: 1 }));
    const together = await predictBatches(model, [makeBatch(ids, 0)]);
    const alone = await predictBatches(
      model,
      ids.map((id) => makeBatch([id], 0)),
    );
    expect(alone.ids).toEqual(ids);
    expect(alone.labels).toEqual(together.labels);
    for (const [i, logit] of alone.logits.entries()) expect(logit).toBeCloseTo(together.logits[i]!, 5);
  });

  it('equals the model’s own prediction', async () => {
    const model = tinyModel();
    const batch = makeBatch(ids, 3);
    const expected = (model.predict(tf.tensor(batch.images, batch.shape)) as tf.Tensor).dataSync();
    expect([...(await predictBatches(model, [batch])).logits]).toEqual([...expected]);
  });

  it('reports the mean loss per example over batches of different sizes', async () => {
    const model = tinyModel();
    const batches = [makeBatch(ids.slice(0, 5), 0), makeBatch(ids.slice(5), 0)];
    const { loss, logits } = await predictBatches(model, batches, { loss: bce });
    const { labels, weights } = makeBatch(ids, 0);
    const values = [...logits].map((z, i) => weights[i]! * (Math.log1p(Math.exp(z)) - labels[i]! * z));
    expect(loss).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 7, 5);
  });

  it('changes no weight and leaves no tensor behind', async () => {
    const model = tinyModel();
    await predictBatches(model, batchesFrom(0, 0), { loss: bce });
    const [before, tensors] = [weightBytes(model), tf.memory().numTensors];
    await predictBatches(model, batchesFrom(0, 0), { loss: bce });
    expect(weightBytes(model)).toEqual(before);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  it('says how far it is, and stops between two batches when aborted', async () => {
    const controller = new AbortController();
    const done: number[] = [];
    const work = predictBatches(tinyModel(), batchesFrom(0, 0), {
      signal: controller.signal,
      onProgress: (count) => {
        done.push(count);
        if (count === 8) controller.abort();
      },
    });
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
    expect(done).toEqual([4, 8]);
  });

  it('gives empty lists, and no loss, for no batches', async () => {
    const result = await predictBatches(tinyModel(), [], { loss: bce });
    expect(result).toEqual({ ids: [], logits: new Float32Array(0), labels: new Float32Array(0) });
  });

  it('refuses a batch that the model does not take', async () => {
    await expect(
      predictBatches(tinyModel(), [{ ...makeBatch(ids, 0), shape: [7, 5, 5, 1] }]),
    ).rejects.toThrow(/\[7, 5, 5, 1\] came; the model takes \[n, 6, 6, 1\]/);
  });

  it('refuses a model with two outputs, whose logits would not stand beside their ids', async () => {
    const two = layers.sequential({
      layers: [layers.layers.flatten({ inputShape: [6, 6, 1] }), layers.layers.dense({ units: 2 })],
    });
    await expect(predictBatches(two, [makeBatch(ids, 0)])).rejects.toThrow(/outputs of shape \[n, 2\]/);
  });

  it('refuses a loss that is not one value per example, and leaves no tensor behind', async () => {
    const model = tinyModel();
    const loss = () => tf.tensor1d([1]);
    const before = tf.memory().numTensors;
    await expect(predictBatches(model, [makeBatch(ids, 0)], { loss })).rejects.toThrow(
      /returned the shape \[1\] for 7 examples/,
    );
    expect(tf.memory().numTensors).toBe(before);
  });
});
