import { randomStream } from '@pneumo/core';
import type { Batch } from '@pneumo/data';
import type { BatchLoss, FitEvent, FitOptions } from '@pneumo/training';
import './quietCpu.ts';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';

const SIZE = 6;
const IMAGES = 20;
const BATCH = 4;

/** A convolution with batch normalisation and a dense layer: everything that training touches, small. */
export function tinyModel(seed = 1): LayersModel {
  const init = (offset: number) => layers.initializers.glorotUniform({ seed: seed * 10 + offset });
  return layers.sequential({
    layers: [
      layers.layers.conv2d({
        name: 'conv',
        inputShape: [SIZE, SIZE, 1],
        filters: 3,
        kernelSize: 3,
        padding: 'same',
        useBias: false,
        kernelInitializer: init(1),
      }),
      layers.layers.batchNormalization({ name: 'norm', momentum: 0.8 }),
      layers.layers.activation({ name: 'relu', activation: 'relu' }),
      layers.layers.maxPooling2d({ name: 'pool', poolSize: 2 }),
      layers.layers.flatten({ name: 'flatten' }),
      layers.layers.dense({ name: 'head', units: 1, kernelInitializer: init(2) }),
    ],
  });
}

/** Binary cross-entropy from logits, weighted. */
export const bce: BatchLoss = (labels, logits, weights) =>
  tf.mul(weights, tf.sub(tf.softplus(logits), tf.mul(labels, logits))) as tf.Tensor1D;

/** An epoch's batches: shuffled by the epoch, and each image varied by (epoch, id), as augmentation does. */
export function* batchesFrom(epoch: number, startBatch: number, images = IMAGES): Generator<Batch> {
  const ids = Array.from({ length: images }, (_, i) => `image-${i}`);
  const order = randomStream(5, 'order', epoch).shuffle(ids);
  for (let start = startBatch * BATCH; start < images; start += BATCH) {
    yield makeBatch(order.slice(start, start + BATCH), epoch);
  }
}

export const BATCHES_PER_EPOCH = Math.ceil(IMAGES / BATCH);

export function makeBatch(ids: readonly string[], epoch: number): Batch {
  const n = ids.length;
  const pixels = SIZE * SIZE;
  const batch: Batch = {
    images: new Float32Array(n * pixels),
    shape: [n, SIZE, SIZE, 1],
    labels: new Float32Array(n),
    weights: new Float32Array(n),
    ids: [...ids],
  };
  for (const [i, id] of ids.entries()) {
    const label = Number(id.split('-')[1]) % 2;
    const stream = randomStream(5, 'pixels', epoch, id);
    for (let p = 0; p < pixels; p++)
      batch.images[i * pixels + p] = stream.normal(label === 1 && p < 18 ? 1.5 : 0, 1);
    batch.labels[i] = label;
    batch.weights[i] = label === 1 ? 0.7 : 1.9;
  }
  return batch;
}

/** Options of a short training; each test overrides what it is about. */
export function tinyOptions(model: LayersModel, overrides: Partial<FitOptions> = {}): FitOptions {
  return {
    model,
    trainBatches: batchesFrom,
    batchesPerEpoch: BATCHES_PER_EPOCH,
    epochs: 3,
    seed: 5,
    loss: bce,
    optimiser: { name: 'adam' },
    schedule: { kind: 'constant', learningRate: 0.01 },
    tick: () => Promise.resolve(),
    ...overrides,
  };
}

/** The bytes of every weight, by name, for comparisons to the last bit. */
export function weightBytes(model: LayersModel): Record<string, string> {
  return Object.fromEntries(
    model.weights.map((weight) => {
      const values = weight.read().dataSync() as Float32Array;
      return [
        weight.originalName,
        Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex'),
      ];
    }),
  );
}

/** Collects events. */
export function recorder(): { events: FitEvent[]; onEvent: (event: FitEvent) => void } {
  const events: FitEvent[] = [];
  return { events, onEvent: (event) => void events.push(event) };
}
