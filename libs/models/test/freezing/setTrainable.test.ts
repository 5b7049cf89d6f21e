import {
  createModel,
  modelNames,
  modelStages,
  parameterGroups,
  parameterNames,
  setDropoutState,
  setTrainable,
} from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import '../cpuBackend.ts';
import { noiseBatch, randomiseWeights, weightValues } from '../tinyCnn.ts';

const transfer = { name: 'resnet50', config: { inputSize: 32, head: 'study' } };
const small = { name: 'cnn', config: { inputSize: 32, channels: 1, filters: [3, 4], dense: [5] } };

function step(model: ReturnType<typeof createModel>): void {
  setDropoutState(model, { seed: 1, step: 0 });
  const x = noiseBatch(model, 4);
  tf.tidy(() => void model.apply(x, { training: true }));
  x.dispose();
}

describe('setTrainable', () => {
  // PyTorch's named_parameters() of torchvision's resnet50 with fc replaced; see tools/reference/models/make_parity.py.
  it("trains the study's last 36 tensors: the backbone's last 28 and the head's 8", () => {
    const model = createModel(transfer.name, transfer.config, { weights: 'zeros' });
    const names = setTrainable(model, transfer, { lastTensors: 36 });
    expect(names).toEqual([
      'layer4.0.bn1.bias',
      'layer4.0.conv2.weight',
      'layer4.0.bn2.weight',
      'layer4.0.bn2.bias',
      'layer4.0.conv3.weight',
      'layer4.0.bn3.weight',
      'layer4.0.bn3.bias',
      'layer4.0.downsample.0.weight',
      'layer4.0.downsample.1.weight',
      'layer4.0.downsample.1.bias',
      'layer4.1.conv1.weight',
      'layer4.1.bn1.weight',
      'layer4.1.bn1.bias',
      'layer4.1.conv2.weight',
      'layer4.1.bn2.weight',
      'layer4.1.bn2.bias',
      'layer4.1.conv3.weight',
      'layer4.1.bn3.weight',
      'layer4.1.bn3.bias',
      'layer4.2.conv1.weight',
      'layer4.2.bn1.weight',
      'layer4.2.bn1.bias',
      'layer4.2.conv2.weight',
      'layer4.2.bn2.weight',
      'layer4.2.bn2.bias',
      'layer4.2.conv3.weight',
      'layer4.2.bn3.weight',
      'layer4.2.bn3.bias',
      'fc.0.weight',
      'fc.0.bias',
      'fc.1.weight',
      'fc.1.bias',
      'fc.4.weight',
      'fc.4.bias',
      'fc.6.weight',
      'fc.6.bias',
    ]);
    expect(model.trainableWeights.map(({ originalName }) => originalName)).toHaveLength(36);
    expect(parameterNames(model, transfer)).toHaveLength(159 + 8); // torchvision's 161 without fc's two
    model.dispose();
  });

  it('trains by module and by pattern, and everything again', () => {
    const model = createModel(small.name, small.config);
    expect(setTrainable(model, small, { fromModule: 'dense1' })).toEqual([
      'dense1.weight',
      'dense1.bias',
      'logit.weight',
      'logit.bias',
    ]);
    expect(setTrainable(model, small, { pattern: '_bn\\d\\.' })).toHaveLength(8);
    expect(model.trainableWeights).toHaveLength(8);
    expect(setTrainable(model, small, 'all')).toEqual(parameterNames(model, small));
    expect(model.trainableWeights).toHaveLength(parameterNames(model, small).length);
  });

  it.each(modelNames())('trains %s from each of its stages on, and its head', (name) => {
    const architecture = { name, config: { inputSize: 32 } };
    const model = createModel(name, architecture.config, { weights: 'zeros' });
    const groups = parameterGroups(model, architecture);
    const stages = modelStages(architecture).map((stage) => stage.name);
    for (const stage of [...stages, 'head']) {
      const from = groups.findIndex((group) => group.name === stage);
      const names = setTrainable(model, architecture, { fromModule: stage });
      // MobileNetV2 has no stage for its first convolution, which so belongs to the group of its first block.
      const all = groups.slice(from).flatMap(({ parameters }) => parameters);
      expect(names, stage).toEqual(stage === 'features.1' ? all.slice(3) : all);
    }
    model.dispose();
  });

  it('names the nearest module or stage, and all stages', () => {
    const model = createModel(small.name, small.config);
    expect(() => setTrainable(model, small, { fromModule: 'blok2' })).toThrow(
      /no module or stage 'blok2'.* Did you mean block2\? Its stages are block1, block2, head\./,
    );
    expect(() => setTrainable(model, small, { fromModule: 'block2_cnv1' })).toThrow(
      /Did you mean block2_conv1\?/,
    );
    model.dispose();
  });

  it('keeps the statistics of frozen batch normalisation bit for bit and uses them', () => {
    const model = createModel(small.name, { ...small.config, blockDropout: 0, denseDropout: 0 });
    randomiseWeights(model);
    setTrainable(model, small, { fromModule: 'logit' });
    const before = weightValues(model);
    const x = noiseBatch(model, 3);
    const [training, inference] = [true, false].map((mode) =>
      tf.tidy(() => [...(model.apply(x, { training: mode }) as tf.Tensor).dataSync()]),
    );
    expect(training).toEqual(inference);
    expect(weightValues(model)).toEqual(before);
  });

  it("updates them where the study's literal behaviour is asked for, and learns nothing more", () => {
    const model = createModel(small.name, small.config);
    randomiseWeights(model);
    setTrainable(model, small, { fromModule: 'logit' }, { frozenStatistics: 'updated' });
    const before = weightValues(model);
    step(model);
    const after = weightValues(model);
    for (const [name, values] of Object.entries(after)) {
      if (name.includes('moving')) expect(values, name).not.toEqual(before[name]);
      else expect(values, name).toEqual(before[name]);
    }
    expect(model.trainableWeights).toHaveLength(2);
    setTrainable(model, small, { fromModule: 'logit' });
    step(model);
    expect(weightValues(model)).toEqual(after);
  });

  it('gives gradients to the trainable tensors alone, within a layer too', () => {
    const model = createModel(small.name, { ...small.config, blockDropout: 0, denseDropout: 0 });
    setTrainable(model, small, { pattern: 'block2_bn2\\.bias' });
    const x = noiseBatch(model, 3);
    const { grads } = tf.variableGrads(() => tf.sum(model.apply(x, { training: true }) as tf.Tensor));
    expect(Object.keys(grads)).toEqual([expect.stringMatching(/^block2_bn2\/beta/)]);
  });

  it.each([
    [{ lastTensors: 0 }],
    [{ lastTensors: 1000 }],
    [{ fromModule: 'layer9' }],
    [{ pattern: '(' }],
    [{ pattern: 'nothing' }],
    [{ fromModule: 'logit', pattern: 'logit' }],
    [null],
  ])('refuses the rule %j', (rule) => {
    const model = createModel(small.name, small.config);
    expect(() => setTrainable(model, small, rule as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' }),
    );
    expect(model.trainableWeights).toHaveLength(parameterNames(model, small).length);
  });
});
