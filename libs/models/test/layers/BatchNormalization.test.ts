import { BatchNormalization, type BatchNormalizationArgs } from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import '../cpuBackend.ts';
import { answer, largestDifference, randomiseWeights, weightValues } from '../tinyCnn.ts';

const batch = () => tf.randomNormal([4, 3, 3, 2], 1.5, 2, 'float32', 5);

function modelOf(layer: tfl.layers.Layer, shape: number[] = [3, 3, 2]): tfl.LayersModel {
  const input = tfl.input({ shape });
  return tfl.model({ inputs: input, outputs: layer.apply(input) as tfl.SymbolicTensor });
}

/** The gradients of a weighted sum of outputs by the input and by each trained weight. */
function gradients(model: tfl.LayersModel, x: tf.Tensor): { input: number[]; weights: number[][] } {
  const factors = tf.randomNormal(x.shape, 0, 1, 'float32', 6);
  const loss = (input: tf.Tensor): tf.Scalar =>
    tf.sum(tf.mul(model.apply(input, { training: true }) as tf.Tensor, factors));
  const variables = model.trainableWeights.map((w) => w.read() as tf.Variable);
  const grads = variables.length === 0 ? {} : tf.variableGrads(() => loss(x), variables).grads;
  return {
    input: [...tf.grad(loss)(x).dataSync()],
    weights: variables.map((v) => [...grads[v.name]!.dataSync()]),
  };
}

describe('BatchNormalization', () => {
  it.each([
    { momentum: 0.9, epsilon: 1e-5 },
    { name: 'bn', momentum: 0.99 },
  ] as BatchNormalizationArgs[])('does what the layer of tfjs-layers does with %j', (args) => {
    const [ours, theirs] = [
      modelOf(new BatchNormalization(args)),
      modelOf(tfl.layers.batchNormalization(args)),
    ];
    randomiseWeights(ours);
    theirs.setWeights(ours.getWeights());
    const x = batch();
    expect(answer(ours, x)).toEqual(answer(theirs, x));
    expect(gradients(ours, x)).toEqual(gradients(theirs, x));
    expect(Object.values(weightValues(ours))).toEqual(Object.values(weightValues(theirs)));
  });

  it.each([
    [true, false],
    [false, true],
    [false, false],
  ])(
    'learns what it has with scale %s and center %s, as if the other stayed at its start',
    (scale, center) => {
      const some = modelOf(new BatchNormalization({ scale, center }));
      const all = modelOf(new BatchNormalization({}));
      const x = batch();
      expect(answer(some, x, true)).toEqual(answer(all, x, true));
      const [a, b] = [gradients(some, x), gradients(all, x)];
      expect(a.input).toEqual(b.input);
      expect(a.weights).toEqual(b.weights.filter((_, i) => [scale, center][i]));
      expect(some.weights.map((w) => w.originalName.replace(/.*\//, ''))).toEqual([
        ...(scale ? ['gamma'] : []),
        ...(center ? ['beta'] : []),
        'moving_mean',
        'moving_variance',
      ]);
    },
  );

  it('moves its statistics towards the batch by 1 - momentum, with the biased variance', () => {
    const model = modelOf(new BatchNormalization({ momentum: 0.75 }), [1]);
    answer(model, tf.tensor2d([[1], [3], [5], [7]]), true);
    const [, , mean, variance] = Object.values(weightValues(model));
    expect(mean).toEqual([1]);
    // The biased variance of 1, 3, 5, 7 is 5; the unbiased one would be 6.67.
    expect(variance).toEqual([0.75 + 0.25 * 5]);
  });

  it.each([
    ['its own flag', (layer: BatchNormalization) => (layer.trainable = false)],
    [
      'the flag of the model around it',
      (_: BatchNormalization, model: tfl.LayersModel) => (model.trainable = false),
    ],
  ])('is frozen by %s: stored statistics are used, and kept bit for bit', (_, freeze) => {
    const layer = new BatchNormalization({});
    const model = modelOf(layer);
    randomiseWeights(model);
    freeze(layer, model);
    const before = weightValues(model);
    const x = batch();
    expect(answer(model, x, true)).toEqual(answer(model, x, false));
    expect(weightValues(model)).toEqual(before);
  });

  it('is frozen without learned weights by its flag alone', () => {
    const layer = new BatchNormalization({ scale: false, center: false });
    const model = modelOf(layer);
    const x = batch();
    expect(answer(model, x, true)).not.toEqual(answer(model, x, false));
    layer.trainable = false;
    const before = weightValues(model);
    expect(answer(model, x, true)).toEqual(answer(model, x, false));
    expect(weightValues(model)).toEqual(before);
  });

  it('passes gradients through when frozen, by the stored statistics', () => {
    const layer = new BatchNormalization({ epsilon: 1e-3 });
    const model = modelOf(layer, [1]);
    const [gamma, variance] = [2, 4];
    model.setWeights([[gamma], [0], [3], [variance]].map((values) => tf.tensor1d(values)));
    layer.trainable = false;
    const gradient = tf.grad((x) => tf.sum(model.apply(x, { training: true }) as tf.Tensor))(
      tf.tensor2d([[1], [5]]),
    );
    const expected = gamma / Math.sqrt(variance + 1e-3);
    expect(largestDifference(gradient.dataSync(), [expected, expected])).toBeLessThan(1e-6);
  });

  it('becomes trainable again, with the statistics moving', () => {
    const layer = new BatchNormalization({});
    const model = modelOf(layer);
    layer.trainable = false;
    layer.trainable = true;
    const before = weightValues(model);
    answer(model, batch(), true);
    expect(weightValues(model)).not.toEqual(before);
  });

  it('is finite for a channel without variance', () => {
    const model = modelOf(new BatchNormalization({}), [1]);
    expect(answer(model, tf.tensor2d([[7], [7]]), true)).toEqual([0, 0]);
  });

  it.each([
    [{ axis: 1 }, /axis 1; expected the last axis/],
    [{ gammaRegularizer: { className: 'L1L2' } }, /has gammaRegularizer/],
    [{ momentum: 1.5 }, /momentum is 1.5/],
    [{ epsilon: -1 }, /epsilon is -1/],
  ])('refuses %j', (args, message) => {
    expect(() => new BatchNormalization(args as BatchNormalizationArgs)).toThrow(message);
  });
});
