import { createModel, modelNames, modelSummary, resolveModelConfig } from '@pneumo/models';
import { describe, expect, it } from 'vitest';
import './cpuBackend.ts';

describe('createModel', () => {
  // Parameters as PyTorch counts them: torchvision's documentation, and timm's for EfficientNet-Lite0.
  it.each([
    ['resnet18', 11689512],
    ['resnet34', 21797672],
    ['resnet50', 25557032],
    ['densenet121', 7978856],
    ['mobilenet_v2', 3504872],
    ['tf_efficientnet_lite0', 4652008],
  ])('builds %s with %i parameters', (name, parameters) => {
    const model = createModel(name, { inputSize: 32, classes: 1000 }, { weights: 'zeros' });
    expect(modelSummary(model).trainableParameters).toBe(parameters);
    model.dispose();
  });

  it('builds every model that modelNames names, for one channel and for three', () => {
    for (const name of modelNames()) {
      for (const channels of [1, 3]) {
        const model = createModel(name, { inputSize: 40, channels }, { weights: 'zeros' });
        expect(model.inputs[0]!.shape).toEqual([null, 40, 40, channels]);
        expect(model.outputs[0]!.shape).toEqual([null, 1]);
        model.dispose();
      }
    }
  });

  it('refuses another name, with the nearest and all there are', () => {
    expect(() => createModel('cmn')).toThrow(/no model 'cmn'\. Did you mean cnn\? The models are cnn/);
    expect(() => createModel('constructor')).toThrow(/no model 'constructor'/);
  });

  it('refuses a key that the model does not have', () => {
    expect(() => createModel('cnn', { depth: 3 })).toThrow(/no key 'depth'/);
  });
});

describe('resolveModelConfig', () => {
  it('gives every key with its value', () => {
    const config = resolveModelConfig('cnn', { inputSize: 96 });
    expect(config).toMatchObject({ inputSize: 96, pooling: 'average', seed: 0 });
    expect(resolveModelConfig('cnn', config)).toEqual(config);
  });
});
