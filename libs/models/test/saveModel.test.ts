import {
  BatchNormalization,
  Dropout,
  Relu6,
  createModel,
  loadModel,
  modelContract,
  resolveModelConfig,
  saveModel,
  setDropoutState,
} from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import './cpuBackend.ts';
import { answer, noiseBatch, randomiseWeights, tinyCnn, weightValues } from './tinyCnn.ts';

async function saved() {
  const { model, contract } = tinyCnn();
  randomiseWeights(model);
  return { model, contract, artifacts: await saveModel(model, contract) };
}

describe('saveModel', () => {
  it('gives artifacts that plain TensorFlow.js loads as its own layers, with the same logits', async () => {
    const { model, contract, artifacts } = await saved();
    const plain = await tfl.loadLayersModel(tf.io.fromMemory(artifacts));
    const x = noiseBatch(model, 3);
    expect(answer(plain, x)).toEqual(answer(model, x));
    expect(plain.layers.some((l) => l instanceof BatchNormalization || l instanceof Dropout)).toBe(false);
    expect(plain.getUserDefinedMetadata()).toEqual({ pneumo: contract });
    expect(JSON.stringify(artifacts.modelTopology)).not.toMatch(/Pneumo/);
  });

  it('says in a topology that is JSON what is frozen', async () => {
    const { model, contract } = tinyCnn();
    model.getLayer('block1_bn1').trainable = false;
    const { model: loaded } = await loadModel(await saveModel(model, contract));
    expect(loaded.getLayer('block1_bn1').trainable).toBe(false);
    expect(loaded.trainableWeights.length).toBe(model.trainableWeights.length);
  });

  it('leaves the model as it is, and nothing behind', async () => {
    const { model, contract } = tinyCnn();
    const [before, weights] = [tf.memory().numTensors, weightValues(model)];
    await saveModel(model, contract);
    expect(tf.memory().numTensors).toBe(before);
    expect(weightValues(model)).toEqual(weights);
    expect(model.getUserDefinedMetadata() ?? {}).toEqual({});
  });

  it('refuses a contract of another size, a model with two outputs an image, and NaN weights', async () => {
    const { model, contract } = tinyCnn();
    await expect(saveModel(model, { ...contract, inputSize: 64 })).rejects.toThrow(
      /model takes \[null, 32, 32, 1\] .*says \[null, 64, 64, 1\]/,
    );
    const two = tfl.sequential({
      layers: [tfl.layers.flatten({ inputShape: [32, 32, 1] }), tfl.layers.dense({ units: 2 })],
    });
    await expect(saveModel(two, contract)).rejects.toThrow(/gives \[null, 2\]; expected one logit/);
    tf.tidy(() => void model.weights[0]!.write(tf.fill(model.weights[0]!.shape as number[], NaN)));
    await expect(saveModel(model, contract)).rejects.toMatchObject({
      code: 'NON_FINITE_WEIGHTS',
      details: { weight: 'block1_conv1/kernel', index: 0 },
    });
  });
});

describe('loadModel', () => {
  it('gives back weights, contract and our own layers, ready to train on', async () => {
    const { model, contract, artifacts } = await saved();
    const before = tf.memory().numTensors;
    const loaded = await loadModel(artifacts);
    expect(tf.memory().numTensors - before).toBe(model.weights.length);
    expect(loaded.contract).toEqual(contract);
    expect(weightValues(loaded.model)).toEqual(weightValues(model));
    const x = noiseBatch(model, 3);
    setDropoutState(model, { seed: 1, step: 5 });
    expect(setDropoutState(loaded.model, { seed: 1, step: 5 })).toBe(3);
    expect(answer(loaded.model, x, true)).toEqual(answer(model, x, true));
    expect(weightValues(loaded.model)).toEqual(weightValues(model));
  });

  it('loads what it saved a second time', async () => {
    const { artifacts } = await saved();
    const { model, contract } = await loadModel(artifacts);
    const again = await saveModel(model, contract);
    expect(again.modelTopology).toEqual(artifacts.modelTopology);
    expect(again.weightSpecs).toEqual(artifacts.weightSpecs);
    expect(again.weightData).toEqual(artifacts.weightData);
  });

  it('loads networks with ReLU6 and grey input, in plain TensorFlow.js too', async () => {
    const config = resolveModelConfig('mobilenet_v2', { inputSize: 32, channels: 1, seed: 3 });
    const model = createModel('mobilenet_v2', config);
    const artifacts = await saveModel(model, modelContract('mobilenet_v2', config));
    const { model: loaded } = await loadModel(artifacts);
    const plain = await tfl.loadLayersModel(tf.io.fromMemory(artifacts));
    const x = noiseBatch(model, 2);
    expect(loaded.layers.filter((layer) => layer instanceof Relu6)).toHaveLength(35);
    expect(answer(loaded, x)).toEqual(answer(model, x));
    expect(answer(plain, x)).toEqual(answer(model, x));
    expect((await saveModel(loaded, modelContract('mobilenet_v2', config))).modelTopology).toEqual(
      artifacts.modelTopology,
    );
  });

  it('leaves the layers of plain TensorFlow.js models alone', async () => {
    await saved();
    expect(tfl.layers.dropout({ rate: 0.1 })).not.toBeInstanceOf(Dropout);
    const plain = tfl.sequential({ layers: [tfl.layers.batchNormalization({ inputShape: [2] })] });
    let copy: tf.io.ModelArtifacts | undefined;
    await plain.save(tf.io.withSaveHandler(async (a) => ((copy = a), {}) as tf.io.SaveResult));
    const loaded = await tfl.loadLayersModel(tf.io.fromMemory(copy!));
    expect(loaded.layers.some((layer) => layer instanceof BatchNormalization)).toBe(false);
  });

  it.each([
    [
      'torn weights',
      'TORN_WEIGHTS',
      (a: tf.io.ModelArtifacts) => ({ ...a, weightData: (a.weightData as ArrayBuffer).slice(4) }),
    ],
    ['no weights', 'TORN_WEIGHTS', (a: tf.io.ModelArtifacts) => ({ ...a, weightData: undefined })],
    [
      'no contract',
      'CONTRACT_MISSING',
      (a: tf.io.ModelArtifacts) => ({ ...a, userDefinedMetadata: undefined }),
    ],
    [
      'a weight too few',
      'INVALID_MODEL',
      (a: tf.io.ModelArtifacts) => ({
        ...a,
        weightSpecs: a.weightSpecs!.slice(0, -1),
        weightData: (a.weightData as ArrayBuffer).slice(0, -16),
      }),
    ],
    [
      'a weight of another name',
      'INVALID_MODEL',
      (a: tf.io.ModelArtifacts) => ({
        ...a,
        weightSpecs: a.weightSpecs!.map((spec, i) => (i === 0 ? { ...spec, name: 'other/kernel' } : spec)),
      }),
    ],
    [
      'a weight of another shape',
      'INVALID_MODEL',
      (a: tf.io.ModelArtifacts) => ({
        ...a,
        weightSpecs: a.weightSpecs!.map((spec, i) => (i === 0 ? { ...spec, shape: [27] } : spec)),
      }),
    ],
    [
      'an unknown layer',
      'INVALID_MODEL',
      (a: tf.io.ModelArtifacts) => replaceText(a, '"GlobalAveragePooling2D"', '"Teleport"'),
    ],
    [
      'another input size than the contract',
      'CONTRACT_MISMATCH',
      (a: tf.io.ModelArtifacts) => replaceText(a, '[null,32,32,1]', '[null,64,64,1]'),
    ],
    [
      'a topology that is 20,000 deep',
      'INVALID_MODEL',
      (a: tf.io.ModelArtifacts) => ({ ...a, modelTopology: { config: deep(20_000) } }),
    ],
    [
      'a contract that is 20,000 deep',
      'INVALID_MODEL',
      (a: tf.io.ModelArtifacts) => {
        const { pneumo } = a.userDefinedMetadata as { pneumo: object };
        return { ...a, userDefinedMetadata: { pneumo: { ...pneumo, more: deep(20_000) } } };
      },
    ],
    [
      'weights of another type',
      'INVALID_MODEL',
      (a: tf.io.ModelArtifacts) => ({
        ...a,
        weightSpecs: a.weightSpecs!.map((s) => ({ ...s, dtype: 'int32' as const })),
      }),
    ],
  ])('refuses %s', async (_, code, damage) => {
    const { artifacts } = await saved();
    const before = tf.memory().numTensors;
    await expect(loadModel(damage(artifacts) as tf.io.ModelArtifacts)).rejects.toMatchObject({
      name: 'PneumoError',
      code,
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names the weight that is NaN', async () => {
    const { artifacts } = await saved();
    const weightData = (artifacts.weightData as ArrayBuffer).slice(0);
    new Float32Array(weightData)[3] = NaN;
    await expect(loadModel({ ...artifacts, weightData })).rejects.toThrow(
      /block1_conv1\/kernel is NaN at index 3/,
    );
  });
});

function deep(levels: number): unknown {
  return JSON.parse('['.repeat(levels) + ']'.repeat(levels));
}

function replaceText(artifacts: tf.io.ModelArtifacts, from: string, to: string): tf.io.ModelArtifacts {
  const text = JSON.stringify(artifacts.modelTopology);
  expect(text).toContain(from);
  return { ...artifacts, modelTopology: JSON.parse(text.replace(from, to)) as object };
}
