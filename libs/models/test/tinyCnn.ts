import { readFileSync } from 'node:fs';
import { type PixelImage, pixelImage, randomStream } from '@pneumo/core';
import { type CnnConfig, type DataContract, buildCnn, studyCnnConfig } from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';

/** A small model of the study's kind and its contract. */
export function tinyCnn(overrides: Partial<CnnConfig> = {}): {
  model: tfl.LayersModel;
  contract: DataContract;
} {
  const config = studyCnnConfig({ inputSize: 32, channels: 1, filters: [3, 4], dense: [5], ...overrides });
  const grey = config.channels === 1;
  const contract: DataContract = {
    schemaVersion: 2,
    architecture: { name: 'cnn', config },
    inputSize: config.inputSize,
    channels: config.channels,
    normalisation: { mean: grey ? [0.5] : [0.4, 0.5, 0.6], std: grey ? [0.25] : [0.2, 0.25, 0.3] },
    classNames: ['NORMAL', 'PNEUMONIA'],
  };
  return { model: buildCnn(config), contract };
}

/** Grey noise. */
export function noiseImages(count: number, size = 32): PixelImage<Uint8Array>[] {
  return Array.from({ length: count }, (_, i) => {
    const stream = randomStream(1, 'noise', i);
    return pixelImage(
      size,
      size,
      1,
      Uint8Array.from({ length: size * size }, () => stream.integer(256)),
    );
  });
}

/** A batch of normal noise for a model. */
export function noiseBatch(model: tfl.LayersModel, n: number): tf.Tensor {
  return tf.randomNormal([n, ...(model.inputs[0]!.shape.slice(1) as number[])], 0, 1, 'float32', 7);
}

/** Replaces moving statistics and other weights by random ones, so that every weight matters. */
export function randomiseWeights(model: tfl.LayersModel, seed = 1, which = /./): void {
  const stream = randomStream(seed, 'weights');
  model.weights.forEach((weight) => {
    if (!which.test(weight.name)) return;
    const positive = weight.name.includes('variance') || weight.name.includes('gamma');
    const values = Float32Array.from({ length: weight.shape.reduce((a, b) => a! * b!, 1)! }, () =>
      positive ? stream.uniform(0.5, 1.5) : stream.normal(0, 0.3),
    );
    tf.tidy(() => void weight.write(tf.tensor(values, weight.shape as number[])));
  });
}

/** The values of a model's answer. */
export function answer(model: tfl.LayersModel, x: tf.Tensor, training = false): number[] {
  return tf.tidy(() => [...(model.apply(x, { training }) as tf.Tensor).dataSync()]);
}

/** All weights of a model by name. */
export function weightValues(model: tfl.LayersModel): Record<string, number[]> {
  return Object.fromEntries(model.weights.map((w) => [w.originalName, [...w.read().dataSync()]]));
}

/** An array of a fixture. */
export interface FixtureArray {
  shape: number[];
  values: number[];
}

/** One case of fixtures/cnn.json. */
export interface CnnCase {
  config: Partial<CnnConfig>;
  weights: Record<string, FixtureArray>;
  imagesTimesTen: FixtureArray;
  labels: number[];
  inferenceLogits: number[];
  trainingLogits: number[];
  gradients: Record<string, FixtureArray>;
  movedStatistics: Record<string, FixtureArray>;
}

/** The CNNs that PyTorch computed. */
export function referenceCnns(): CnnCase[] {
  const text = readFileSync(new URL('fixtures/cnn.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { cases: CnnCase[] }).cases;
}

/** The largest difference between two lists of numbers. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}
