import { buildCnn, setDropoutState } from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import '../cpuBackend.ts';
import {
  type CnnCase,
  answer,
  largestDifference,
  noiseBatch,
  referenceCnns,
  tinyCnn,
  weightValues,
} from '../tinyCnn.ts';

const withPyTorchsWeights = (reference: CnnCase) => {
  const model = buildCnn({ ...reference.config, blockDropout: 0, denseDropout: 0 });
  for (const weight of model.weights) {
    const { shape, values } = reference.weights[weight.originalName]!;
    tf.tidy(() => void weight.write(tf.tensor(values, shape)));
  }
  const { shape, values } = reference.imagesTimesTen;
  return {
    model,
    images: tf.tensor(
      values.map((v) => v / 10),
      shape,
    ),
  };
};

describe('buildCnn beside PyTorch with the same weights', () => {
  it.each(referenceCnns())('has the same weights, logits, gradients and statistics: $config', (reference) => {
    const { model, images } = withPyTorchsWeights(reference);
    expect(model.weights.map((w) => w.originalName).sort()).toEqual(Object.keys(reference.weights).sort());
    expect(largestDifference(answer(model, images), reference.inferenceLogits)).toBeLessThan(1e-5);

    const labels = tf.tensor2d(reference.labels, [reference.labels.length, 1]);
    const logits: number[] = [];
    const variables = model.trainableWeights.map((w) => w.read() as tf.Variable);
    const { grads } = tf.variableGrads(() => {
      const z = model.apply(images, { training: true }) as tf.Tensor;
      logits.push(...z.dataSync());
      return tf.mean(tf.sub(tf.softplus(z), tf.mul(z, labels))) as tf.Scalar;
    }, variables);
    expect(largestDifference(logits, reference.trainingLogits)).toBeLessThan(1e-5);
    expect(model.trainableWeights.length).toBe(Object.keys(reference.gradients).length);
    for (const weight of model.trainableWeights) {
      const expected = reference.gradients[weight.originalName]!.values;
      const difference = largestDifference(grads[(weight.read() as tf.Variable).name]!.dataSync(), expected);
      expect(difference, weight.originalName).toBeLessThan(2e-5);
    }
    const after = weightValues(model);
    for (const [name, { values }] of Object.entries(reference.movedStatistics)) {
      expect(largestDifference(after[name]!, values), name).toBeLessThan(1e-6);
    }
  });
});

describe('buildCnn', () => {
  it("has the study's structure: ten convolutions, a logit, and 4.8 million weights", () => {
    const model = buildCnn();
    expect(model.inputs[0]!.shape).toEqual([null, 150, 150, 3]);
    expect(model.outputs[0]!.shape).toEqual([null, 1]);
    const convolutions = model.layers.filter((layer) => layer.getClassName() === 'Conv2D');
    expect(convolutions.map((layer) => (layer.outputShape as number[]).slice(1))).toEqual([
      [150, 150, 32],
      [150, 150, 32],
      [75, 75, 64],
      [75, 75, 64],
      [37, 37, 128],
      [37, 37, 128],
      [18, 18, 256],
      [18, 18, 256],
      [9, 9, 512],
      [9, 9, 512],
    ]);
    // Kernels 9 Σ in·out, four numbers a normalised channel, dense 512→256→1 with biases.
    const kernels = 9 * (3 * 32 + 32 * 32 + 32 * 64 + 64 * 64 + 64 * 128 + 128 * 128);
    const deeper = 9 * (128 * 256 + 256 * 256 + 256 * 512 + 512 * 512);
    expect(model.countParams()).toBe(kernels + deeper + 4 * 2 * 992 + 513 * 256 + 257);
    model.dispose();
  });

  it('flattens instead of averaging where told so', () => {
    const { model } = tinyCnn({ pooling: 'flatten', dense: [] });
    expect(model.getLayer('features').outputShape).toEqual([null, 8 * 8 * 4]);
    expect(answer(model, noiseBatch(model, 2)).every(Number.isFinite)).toBe(true);
  });

  it('works at the smallest size, where five poolings leave one place', () => {
    const model = buildCnn({ inputSize: 32, channels: 1, filters: [2, 2, 2, 2, 2] });
    expect(model.getLayer('block5_pool').outputShape).toEqual([null, 1, 1, 2]);
    expect(answer(model, noiseBatch(model, 2)).every(Number.isFinite)).toBe(true);
  });

  it('draws its weights from the seed: the same twice, others for another seed, none alike in two layers', () => {
    const config = { inputSize: 32, filters: [4, 4], dense: [4, 4] };
    const [a, b, c] = [buildCnn(config), buildCnn(config), buildCnn({ ...config, seed: 1 })].map(
      weightValues,
    );
    expect(a).toEqual(b);
    expect(c!['block1_conv1/kernel']).not.toEqual(a!['block1_conv1/kernel']);
    expect(a!['block2_conv1/kernel']).not.toEqual(a!['block2_conv2/kernel']);
    expect(a!['dense2/kernel']).not.toEqual(a!['dense1/kernel']);
  });

  it("draws kernels with He's standard deviation", () => {
    const values = weightValues(buildCnn({ inputSize: 32, filters: [32, 64] }))['block2_conv2/kernel']!;
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
    // tfjs cuts the normal distribution at two deviations and, unlike Keras, does not widen it again: × 0.88.
    expect(deviation / Math.sqrt(2 / (9 * 64))).toBeCloseTo(0.88, 1);
  });

  it('gives each image its own logit in inference: a batch is its singles', () => {
    const { model } = tinyCnn();
    const batch = noiseBatch(model, 3);
    const singles = tf.split(batch, 3).flatMap((image) => answer(model, image));
    expect(largestDifference(answer(model, batch), singles)).toBeLessThan(1e-6);
  });

  it('leaves no tensor behind in training and none but its weights when built', () => {
    const before = tf.memory().numTensors;
    const { model } = tinyCnn();
    expect(tf.memory().numTensors - before).toBe(model.weights.length);
    const x = noiseBatch(model, 2);
    setDropoutState(model, { seed: 1, step: 0 });
    const held = tf.memory().numTensors;
    const { value, grads } = tf.variableGrads(
      () => tf.mean(model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar,
      model.trainableWeights.map((w) => w.read() as tf.Variable),
    );
    tf.dispose([value, grads]);
    expect(tf.memory().numTensors).toBe(held);
    x.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
