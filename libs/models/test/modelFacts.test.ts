import { createModel, modelContract, modelFacts, modelNames, resolveModelConfig } from '@pneumo/models';
import { describe, expect, it } from 'vitest';
import './cpuBackend.ts';

describe('modelFacts', () => {
  // What timm's default_cfg says of each, and keras.applications of the two that are Keras'.
  it.each([
    ['densenet121', 'features.conv0', 'classifier', 0.485],
    ['mobilenet_v2', 'features.0.0', 'classifier.1', 0.485],
    ['mobilenet_v2_keras', 'features.0.0', 'classifier.1', 0.5],
    ['resnet18', 'conv1', 'fc', 0.485],
    ['resnet34', 'conv1', 'fc', 0.485],
    ['resnet50', 'conv1', 'fc', 0.485],
    ['resnet50_keras', 'conv1', 'fc', 123.68 / 255],
    ['tf_efficientnet_lite0', 'conv_stem', 'classifier', 0.5],
  ])('says what the published weights of %s are', (name, firstConvolution, classifier, red) => {
    const { normalisation, ...facts } = modelFacts(name);
    expect(facts).toEqual({ inputSize: 224, channels: 3, classes: 1000, firstConvolution, classifier });
    expect(normalisation.mean[0]).toBe(red);
    expect(normalisation.std).toHaveLength(3);
  });

  it.each(modelNames())('names layers of the model %s that have these sizes', (name) => {
    const { inputSize, channels, classes, normalisation, firstConvolution, classifier } = modelFacts(name);
    const config = classes === null ? { inputSize: 64 } : { inputSize: 64, classes };
    const model = createModel(name, config, { weights: 'zeros' });
    const shapeOf = (layer: string): readonly (number | null)[] =>
      model.getLayer(layer).weights.find((weight) => /kernel/.test(weight.originalName))!.shape;
    expect(shapeOf(firstConvolution)[2]).toBe(channels);
    const withWeights = model.layers.filter(({ weights }) => weights.length > 0);
    expect(withWeights[0]!.name).toBe(firstConvolution);
    expect(withWeights.at(-1)!.name).toBe(classifier);
    expect(shapeOf(classifier).at(-1)).toBe(classes ?? 1);
    expect(model.outputs[0]!.shape).toEqual([null, classes ?? 1]);
    expect(resolveModelConfig(name).inputSize).toBe(inputSize);
    expect(modelContract(name).normalisation).toEqual(normalisation);
    model.dispose();
  });

  it('gives a record of its own, and refuses other names', () => {
    (modelFacts('resnet50').normalisation.mean as number[])[0] = 9;
    expect(modelFacts('resnet50').normalisation.mean[0]).toBe(0.485);
    expect(() => modelFacts('resnet51')).toThrow(/Did you mean resnet50\?/);
  });
});
