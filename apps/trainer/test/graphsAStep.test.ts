import type { Batch } from '@pneumo/data';
import { useEngine } from '@pneumo/engine';
import { sigmoidBinaryCrossEntropy } from '@pneumo/losses';
import { createModel, setDropoutState } from '@pneumo/models';
import type { OnnxBackend } from '@pneumo/tfjs-backend-onnx';
import { fit, type FitOptions } from '@pneumo/training';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';

const STEPS = 5;
const batch: Batch = {
  images: Float32Array.from({ length: 4 * 32 * 32 }, (_, i) => Math.sin(i)),
  shape: [4, 32, 32, 1],
  labels: Float32Array.of(0, 1, 1, 0),
  weights: new Float32Array(4).fill(1),
  ids: ['a', 'b', 'c', 'd'],
};

beforeAll(async () => void (await useEngine('onnx')));

describe('a training on the onnx engine', () => {
  // The use of an updated variable within a step would end its graph early, and copy everything once more.
  it.each<[string, Partial<FitOptions>]>([
    ['plain', {}],
    ['with clipping', { clipNorm: 1 }],
    ['with an average of weights', { average: { kind: 'ema', decay: 0.9 } }],
  ])('runs one graph a step, always the same: %s', async (_, options) => {
    const model = createModel('cnn', { inputSize: 32, channels: 1, filters: [4], dense: [4] });
    const counts: { runs: number; compiled: number }[] = [];
    await fit({
      model,
      epochs: 1,
      batchesPerEpoch: STEPS,
      seed: 1,
      trainBatches: () => Array.from({ length: STEPS }, () => batch),
      loss: (labels, logits, sampleWeights) => sigmoidBinaryCrossEntropy(labels, logits, { sampleWeights }),
      optimiser: { name: 'adam', weightDecay: 0.01 },
      schedule: { kind: 'constant', learningRate: 1e-3 },
      onBeforeStep: (step) => void setDropoutState(model, { seed: 1, step }),
      onEvent: ({ type }) =>
        void (type === 'step' && counts.push((tf.backend() as unknown as OnnxBackend).counts())),
      ...options,
    });
    const [first, ...later] = counts;
    expect(later.map(({ runs }) => runs - first!.runs)).toEqual([1, 2, 3, 4]);
    expect(later.map(({ compiled }) => compiled - first!.compiled)).toEqual([0, 0, 0, 0]);
  });
});
