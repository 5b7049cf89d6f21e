import { useEngine } from '@pneumo/engine';
import { createModel } from '@pneumo/models';
import { beforeAll, describe, expect, it } from 'vitest';
import { resolveConfig } from '../src/config/resolveConfig.ts';
import { baseContract } from '../src/pipeline/modelSettings.ts';
import { averageOf, optimiserOf } from '../src/pipeline/trainingSettings.ts';

beforeAll(async () => void (await useEngine('cpu')));

describe('averageOf', () => {
  it('reads the kind and its number; the average is what is validated and kept', () => {
    expect(averageOf({ average: 'none' })).toBeUndefined();
    expect(averageOf({ average: 'ema:0.99' })).toEqual({
      kind: 'ema',
      decay: 0.99,
      warmUp: true,
      validate: true,
    });
    expect(averageOf({ average: 'swa:3' })).toEqual({ kind: 'swa', startEpoch: 3, validate: true });
  });
});

describe('optimiserOf', () => {
  it('takes the names of the field', () => {
    const named = (optimizer: 'adam' | 'sgd' | 'rmsprop' | 'lion'): object =>
      optimiserOf(resolveConfig({}, { optimizer, weightDecay: 0.1 }));
    expect(named('adam')).toEqual({ name: 'adam', weightDecay: 0.1 });
    expect(named('sgd')).toEqual({ name: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0.1 });
    expect(named('rmsprop')).toEqual({ name: 'rmsprop', momentum: 0.9, weightDecay: 0.1 });
    expect(named('lion')).toEqual({ name: 'lion', weightDecay: 0.1 });
  });

  it('gives each stage in front a rate that is smaller by the layer decay', () => {
    const config = resolveConfig({}, { model: 'resnet18', imageSize: 32, layerDecay: 0.5 });
    const { architecture } = baseContract(config);
    const model = createModel('resnet18', architecture.config, { weights: 'zeros' });
    const factors = optimiserOf(config, model).groups!.map(({ learningRateFactor }) => learningRateFactor);
    expect(factors).toEqual([1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1]);
    const named = optimiserOf(config, model).groups!.flatMap(({ weights }) => weights);
    expect(named.sort()).toEqual(model.trainableWeights.map(({ originalName }) => originalName).sort());
    model.dispose();
  });
});
