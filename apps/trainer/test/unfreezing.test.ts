import { createModel } from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { resolveConfig } from '../src/config/resolveConfig.ts';
import type { TrainConfig } from '../src/config/trainConfig.ts';
import { baseContract } from '../src/pipeline/modelSettings.ts';
import { checkUnfreezing, unfreezingOf } from '../src/pipeline/unfreezing.ts';

// Keeps tfjs from advertising tfjs-node on the console, which fails a test.
tf.env().set('IS_TEST', true);

const configOf = (settings: Partial<TrainConfig>): TrainConfig =>
  resolveConfig(
    {},
    { model: 'resnet18', imageSize: 32, weights: 'resnet18.pth', unfreezeEpochs: 2, ...settings },
  );

describe('unfreezingOf', () => {
  it.each([
    ['all', [2, 2, 17, 17, 32, 32, 47, 47, 59, 59, 62, 62]],
    ['last:10', [2, 2, 10, 10, 10]],
    ['from:layer4', [2, 2, 17, 17, 17]],
  ])('lets stages join from the head on, up to --trainable=%s', (trainable, expected) => {
    const config = configOf({ trainable });
    const { config: architecture } = baseContract(config).architecture;
    const model = createModel('resnet18', architecture, { weights: 'zeros' });
    const unfreeze = unfreezingOf(config, model)!;
    const learning = expected.map((_, epoch) => {
      unfreeze(epoch);
      return model.trainableWeights.length;
    });
    expect(learning).toEqual(expected);
    model.dispose();
  });

  it('leaves all as it is without --unfreeze-epochs', () => {
    const config = configOf({ unfreezeEpochs: 0 });
    const model = createModel('resnet18', baseContract(config).architecture.config, { weights: 'zeros' });
    expect(unfreezingOf(config, model)).toBeUndefined();
    model.dispose();
  });
});

describe('checkUnfreezing', () => {
  it.each([
    [{ model: 'cnn' }, '--unfreeze-epochs=2 lets stages join, but the cnn has no stages.'],
    [{ weights: 'random' }, 'the weights are random; name trained ones by --weights=FILE.'],
    [{ trainable: 'pattern:bn' }, 'names no end of the network; expected all, last:N or from:MODULE.'],
  ] as const)('refuses %o', (settings, message) => {
    expect(() => checkUnfreezing(configOf(settings))).toThrow(message);
  });
});
