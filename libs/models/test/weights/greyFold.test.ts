import { normaliseInto } from '@pneumo/core';
import {
  createModel,
  loadWeights,
  modelContract,
  modelNames,
  parseSafetensors,
  weightsToSafetensors,
} from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import '../cpuBackend.ts';
import { answer, largestDifference, noiseImages, randomiseWeights } from '../tinyCnn.ts';

const SIZE = 32;
const film = noiseImages(1, SIZE)[0]!;

/** A grey film as a network of one or three channels takes it. */
function input(name: string, channels: 1 | 3): tf.Tensor {
  const values = new Float32Array(SIZE * SIZE * channels);
  normaliseInto(values, 0, film, modelContract(name, { channels }).normalisation, channels);
  return tf.tensor(values, [1, SIZE, SIZE, channels]);
}

function logits(model: tfl.LayersModel, name: string): number[] {
  const x = input(name, model.inputs[0]!.shape[3] as 1 | 3);
  const values = answer(model, x);
  x.dispose();
  return values;
}

/** How far two answers are from each other, as a share of the largest. */
function difference(a: number[], b: number[]): number {
  const scale = Math.max(...b.map(Math.abs));
  expect(scale).toBeGreaterThan(0.01);
  return largestDifference(a, b) / scale;
}

beforeAll(async () => {
  await tf.setBackend('wasm');
});

describe('loadWeights and weightsToSafetensors of networks for grey films', () => {
  // The other ResNets begin as ResNet18 does, and take long.
  it.each(modelNames().filter((name) => !['cnn', 'resnet34', 'resnet50'].includes(name)))(
    'give the logits of three equal channels, there and back: %s',
    async (name) => {
      const config = { inputSize: SIZE, classes: 5 };
      const three = createModel(name, { ...config, channels: 3 });
      const one = createModel(name, { ...config, channels: 1 }, { weights: 'zeros' });
      const pass = async (from: tfl.LayersModel, ...to: tfl.LayersModel[]): Promise<void> => {
        const { tensors } = parseSafetensors(await weightsToSafetensors(from, { name }));
        for (const model of to) loadWeights(model, { name }, tensors);
      };
      randomiseWeights(three, 1, /gamma|beta|moving/);
      await pass(three, one);
      expect(difference(logits(one, name), logits(three, name))).toBeLessThan(1e-4);
      // What was trained on one channel need not be what three could be folded into.
      const first = one.layers.find((layer) => layer.name !== 'grey' && layer.weights.length > 0)!;
      const kernel = first.weights[0]!;
      randomiseWeights(one, 2, new RegExp(`^${kernel.name}$`));
      const trained = logits(one, name);
      await pass(one, one, three);
      expect(difference(logits(one, name), trained)).toBeLessThan(1e-4);
      expect(difference(logits(three, name), trained)).toBeLessThan(1e-4);
      one.dispose();
      three.dispose();
    },
    120_000,
  );
});
