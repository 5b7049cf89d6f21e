import {
  createModel,
  featureModel,
  gradualUnfreezing,
  learningRateFactors,
  modelStages,
  parameterGroups,
  parameterNames,
} from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import '../cpuBackend.ts';
import { largestDifference, noiseBatch, tinyCnn } from '../tinyCnn.ts';

describe('featureModel', () => {
  it('gives the map from which the rest of the model computes its logit', () => {
    const { model, contract } = tinyCnn({ dense: [] });
    const features = featureModel(model, contract.architecture, ['block1', 'block2', 'logit']);
    const x = noiseBatch(model, 2);
    const [fine, coarse, logit] = features.apply(x) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor];
    expect(fine.shape).toEqual([2, 32, 32, 3]);
    const pooled = tf.mean(tf.maxPool(coarse, 2, 2, 'valid'), [1, 2]);
    const [kernel, bias] = model.getLayer('logit').getWeights() as [tf.Tensor2D, tf.Tensor];
    const expected = tf.add(tf.matMul(pooled as tf.Tensor2D, kernel), bias);
    expect(largestDifference(logit.dataSync(), expected.dataSync())).toBeLessThan(1e-6);
  });

  it('names the nearest of a name that the model does not have', () => {
    const { model, contract } = tinyCnn();
    expect(() => featureModel(model, contract.architecture, ['blok1'])).toThrow(
      /no stage or layer 'blok1'.*block1/,
    );
    expect(() => featureModel(model, contract.architecture, [])).toThrow(/at least one/);
  });
});

describe('parameterGroups', () => {
  it.each(['cnn', 'resnet18', 'densenet121', 'mobilenet_v2', 'tf_efficientnet_lite0'])(
    'divides the parameters of %s without loss, in order',
    (name) => {
      const architecture = { name, config: { inputSize: 32 } };
      const model = createModel(name, architecture.config, { weights: 'zeros' });
      const groups = parameterGroups(model, architecture);
      expect(groups.flatMap(({ parameters }) => parameters)).toEqual(parameterNames(model, architecture));
      expect(groups.at(-1)!.name).toBe('head');
      expect(groups.map((group) => group.name).slice(0, -1)).toEqual(
        modelStages(architecture).map((s) => s.name),
      );
      const factors = learningRateFactors(groups, 0.5);
      expect(factors.get(groups.at(-1)!.weights[0]!)).toBe(1);
      expect(factors.get(groups[0]!.weights[0]!)).toBe(0.5 ** (groups.length - 1));
      expect(gradualUnfreezing(groups, 3, 2)).toEqual({
        lastTensors: groups.slice(-2).flatMap(({ parameters }) => parameters).length,
      });
      model.dispose();
    },
  );
});
