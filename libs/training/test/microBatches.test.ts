import { setDropoutState, Dropout } from '@pneumo/models';
import { fit, memoryCheckpointStore } from '@pneumo/training';
import type { FitOptions } from '@pneumo/training';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { last } from './interrupted.ts';
import { batchesFrom, recorder, tinyModel, tinyOptions, weightBytes } from './support.ts';

/** No batch normalisation; a regulariser, whose share must not be counted once a part; dropout. */
function plainModel(): LayersModel {
  return layers.sequential({
    layers: [
      layers.layers.conv2d({
        name: 'conv',
        inputShape: [6, 6, 1],
        filters: 3,
        kernelSize: 3,
        kernelInitializer: layers.initializers.glorotUniform({ seed: 3 }),
        kernelRegularizer: layers.regularizers.l2({ l2: 0.05 }),
      }),
      layers.layers.flatten({ name: 'flatten' }),
      new Dropout({ rate: 0.3, name: 'drop' }),
      layers.layers.dense({
        name: 'head',
        units: 1,
        kernelInitializer: layers.initializers.glorotUniform({ seed: 4 }),
      }),
    ],
  });
}

async function trained(microBatchSize: number | undefined, overrides: Partial<FitOptions> = {}) {
  const model = plainModel();
  const { events, onEvent } = recorder();
  await fit(
    tinyOptions(model, {
      optimiser: { name: 'sgd', momentum: 0.9 },
      schedule: { kind: 'constant', learningRate: 0.05 },
      clipNorm: 0.7,
      onEvent,
      onBeforeStep: (step, firstExample) => void setDropoutState(model, { seed: 5, step, firstExample }),
      ...(microBatchSize !== undefined && { microBatchSize }),
      ...overrides,
    }),
  );
  const steps = events.filter((event) => event.type === 'step');
  const values = model.weights.flatMap((weight) => [...weight.read().dataSync()]);
  return { model, steps, values };
}

describe('micro-batches', () => {
  it.each([1, 2, 3])('take the steps of the whole batch, in parts of %i', async (size) => {
    const whole = await trained(undefined);
    const parts = await trained(size);
    expect(parts.steps).toHaveLength(whole.steps.length);
    for (const [i, step] of parts.steps.entries()) {
      expect(step.loss).toBeCloseTo(whole.steps[i]!.loss, 5);
      expect(step.gradientNorm).toBeCloseTo(whole.steps[i]!.gradientNorm, 5);
      expect(step.images).toBe(4);
    }
    const difference = Math.max(...parts.values.map((value, i) => Math.abs(value - whole.values[i]!)));
    expect(difference).toBeLessThan(2e-6);
  });

  it('change no bit when a batch fits into one part', async () => {
    const [whole, one] = [await trained(undefined), await trained(4)];
    expect(weightBytes(one.model)).toEqual(weightBytes(whole.model));
  });

  it('tell onBeforeStep where each part begins', async () => {
    const told: [number, number][] = [];
    await trained(3, { epochs: 1, onBeforeStep: (...place) => void told.push(place), model: tinyModel() });
    expect(told.slice(0, 4)).toEqual([
      [0, 0],
      [0, 3],
      [1, 0],
      [1, 3],
    ]);
  });

  it('go on bit for bit, batch normalisation included, and are a setting that must stay', async () => {
    const store = memoryCheckpointStore();
    const controller = new AbortController();
    const stop: FitOptions['onEvent'] = (event) => {
      if (event.type === 'step' && event.step === 7) controller.abort();
    };
    const [whole, resumed] = [tinyModel(), tinyModel(8)];
    await fit(tinyOptions(whole, { microBatchSize: 3 }));
    const { signal } = controller;
    await fit(tinyOptions(tinyModel(), { microBatchSize: 3, store, signal, onEvent: stop }));
    const resume = await last(store);
    await fit(tinyOptions(resumed, { microBatchSize: 3, resume }));
    expect(weightBytes(resumed)).toEqual(weightBytes(whole));
    await expect(fit(tinyOptions(tinyModel(), { resume }))).rejects.toThrow(/microBatchSize was 3/);
  });

  it('leave no tensor behind, also when a part fails', async () => {
    const model = tinyModel();
    await fit(tinyOptions(model, { epochs: 1, microBatchSize: 1 }));
    const before = tf.memory().numTensors;
    await fit(tinyOptions(model, { microBatchSize: 3, clipNorm: 0.1 }));
    expect(tf.memory().numTensors).toBe(before);
    let passes = 0;
    const loss: FitOptions['loss'] = (_labels, logits) =>
      ++passes > 1 ? (tf.scalar(1) as never) : tf.square(logits);
    await expect(fit(tinyOptions(model, { microBatchSize: 3, loss }))).rejects.toThrow(/INVALID_LOSS|shape/);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('name all images of the batch when a part is not finite', async () => {
    const spoil = function* (epoch: number, start: number) {
      for (const batch of batchesFrom(epoch, start)) {
        batch.images[batch.images.length - 1] = Number.NaN;
        yield batch;
      }
    };
    const error = await fit(tinyOptions(tinyModel(), { microBatchSize: 2, trainBatches: spoil })).catch(
      (caught: unknown) => caught,
    );
    expect(error).toMatchObject({ code: 'LOSS_NOT_FINITE', details: { step: 1 } });
    expect((error as { details: { ids: string[] } }).details.ids).toHaveLength(4);
  });

  it('hold at least one image', async () => {
    await expect(fit(tinyOptions(tinyModel(), { microBatchSize: 0 }))).rejects.toThrow(/microBatchSize is 0/);
  });
});
