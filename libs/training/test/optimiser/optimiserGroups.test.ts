import { createModel, learningRateFactors, parameterGroups } from '@pneumo/models';
import { createOptimiser, fit, modelWeights } from '@pneumo/training';
import type { OptimiserConfig } from '@pneumo/training';
import '../quietCpu.ts';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { tinyModel, tinyOptions } from '../support.ts';

describe('groups of an optimiser', () => {
  it('take the parameter groups of @pneumo/models: each weight moves by its own factor', () => {
    const config = { inputSize: 32, filters: [4, 8], dense: [8] };
    const model = createModel('cnn', config);
    const groups = parameterGroups(model, { name: 'cnn', config });
    const factors = learningRateFactors(groups, 0.5);
    const optimiser: OptimiserConfig = {
      name: 'sgd',
      groups: groups.map(({ name, weights }) => ({
        name,
        weights,
        learningRateFactor: factors.get(weights[0]!)!,
      })),
    };
    const { trainable } = modelWeights(model);
    expect(new Set(factors.values()).size).toBeGreaterThan(1);
    expect(trainable.map(({ name }) => name)).toEqual([...factors.keys()].sort());
    const before = trainable.map(({ variable }) => variable.dataSync().slice());
    const made = createOptimiser(optimiser, trainable);
    made.apply(
      trainable.map(({ variable }) => tf.onesLike(variable)),
      0.125,
    );
    for (const [i, { name, variable }] of trainable.entries()) {
      const rate = 0.125 * factors.get(name)!;
      for (const [k, value] of variable.dataSync().entries())
        expect(value).toBeCloseTo(before[i]![k]! - rate, 6);
    }
  });

  it('may name frozen weights, and change no bit where all factors are 1', async () => {
    const [model, plain] = [tinyModel(), tinyModel()];
    for (const either of [model, plain]) either.getLayer('conv').trainable = false;
    const groups = [{ weights: ['conv/kernel', 'head/kernel'], learningRateFactor: 1 }];
    const { history } = await fit(tinyOptions(model, { optimiser: { name: 'adam', groups } }));
    expect(history).toEqual((await fit(tinyOptions(plain))).history);
  });
});
