import {
  BatchNormalization,
  createModel,
  Dropout,
  frozenPrefix,
  setDropoutState,
  setTrainable,
} from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import '../cpuBackend.ts';
import { noiseBatch, randomiseWeights } from '../tinyCnn.ts';

const transfer = { name: 'resnet50', config: { inputSize: 64, head: 'study' } };
const small = { name: 'resnet18', config: { inputSize: 32, head: 'study' } };

/** Two residual blocks, of which the second learns but for its first kernel. */
function residualNet(downsample = 3): tfl.LayersModel {
  const conv = (name: string, trainable: boolean, strides = 1, kernelSize = 3) =>
    tfl.layers.conv2d({ name, filters: 3, kernelSize, padding: 'same', strides, trainable });
  const apply = (layer: tfl.layers.Layer, ...x: tfl.SymbolicTensor[]): tfl.SymbolicTensor =>
    layer.apply(x.length === 1 ? x[0]! : x) as tfl.SymbolicTensor;
  const input = tfl.input({ shape: [7, 7, 1] });
  const stem = apply(
    new BatchNormalization({ name: 'bn1', trainable: false }),
    apply(conv('conv1', false), input),
  );
  const front = apply(tfl.layers.add({ name: 'add1' }), stem, apply(conv('conv2', false), stem));
  const body = apply(new BatchNormalization({ name: 'bn3' }), apply(conv('conv3', false, 2), front));
  const shortcut = apply(conv('downsample', true, 2, downsample), front);
  const out = apply(
    tfl.layers.globalAveragePooling2d({}),
    apply(tfl.layers.add({ name: 'add2' }), body, shortcut),
  );
  const dropped = apply(new Dropout({ rate: 0.5, name: 'dropout' }), out);
  const model = tfl.model({ inputs: input, outputs: apply(tfl.layers.dense({ units: 1 }), dropped) });
  randomiseWeights(model);
  return model;
}

describe('frozenPrefix', () => {
  it("ends the study's transfer model's prefix behind what layer4 takes of layer3, and behind its first convolution", () => {
    const model = createModel(transfer.name, transfer.config, { weights: 'zeros' });
    setTrainable(model, transfer, { lastTensors: 36 });
    const { cut, shape, suffix } = frozenPrefix(model);
    expect(cut).toBe('layer4.0.conv1 + layer3.5.relu3');
    // 4x4x512 of the convolution; of 4x4x1024 the downsampling looks at 2x2.
    expect(shape).toEqual([1, 4 * 4 * 512 + 2 * 2 * 1024, 1]);
    expect(new Set(suffix.trainableWeights)).toEqual(new Set(model.trainableWeights));
    model.dispose();
  });

  it.each([
    [3, 'conv3 + add1', [1, 4 * 4 * 3 + 7 * 7 * 3, 1]],
    [1, 'conv3 + add1', [1, 2 * 4 * 4 * 3, 1]],
  ])(
    'gives what the whole model gives, in training and in inference, to the bit (%i)',
    (kernel, cut, shape) => {
      const model = residualNet(kernel);
      const divided = frozenPrefix(model);
      expect(divided.cut).toBe(cut);
      expect(divided.shape).toEqual(shape);
      expect(new Set(divided.suffix.trainableWeights)).toEqual(new Set(model.trainableWeights));
      setDropoutState(model, { seed: 1, step: 0 });
      const x = noiseBatch(model, 3);
      for (const training of [false, true]) {
        const whole = tf.tidy(() => (model.apply(x, { training }) as tf.Tensor).dataSync());
        const parts = tf.tidy(() => {
          const features = divided.prefix.apply(x, { training: false }) as tf.Tensor;
          return (divided.suffix.apply(features, { training }) as tf.Tensor).dataSync();
        });
        expect(parts, `training ${training}`).toEqual(whole);
      }
    },
  );

  it('leaves the model as it was, its weights alive and its layers in one place', () => {
    const model = residualNet(1);
    const divided = frozenPrefix(model);
    const x = noiseBatch(model, 1);
    const before = tf.tidy(() => (model.apply(x) as tf.Tensor).dataSync());
    const tensors = tf.memory().numTensors;
    divided.dispose();
    frozenPrefix(model).dispose();
    expect(tf.memory().numTensors).toBe(tensors);
    expect(tf.tidy(() => (model.apply(x) as tf.Tensor).dataSync())).toEqual(before);
    expect(model.getLayer('bn3').output).toMatchObject({ shape: [null, 4, 4, 3] });
    const { numDisposedVariables } = model.dispose();
    expect(numDisposedVariables).toBe(model.weights.length);
  });

  it('takes the fewest numbers among the places behind the same work', () => {
    const input = tfl.input({ shape: [8, 8, 1] });
    let x = tfl.layers.conv2d({ filters: 2, kernelSize: 3, name: 'conv', trainable: false }).apply(input);
    x = tfl.layers.maxPooling2d({ poolSize: 2, name: 'pool' }).apply(x);
    x = tfl.layers.zeroPadding2d({ padding: 1, name: 'pad' }).apply(x);
    x = tfl.layers.dense({ units: 1, name: 'head' }).apply(tfl.layers.flatten().apply(x));
    const model = tfl.model({ inputs: input, outputs: x as tfl.SymbolicTensor });
    expect(frozenPrefix(model).cut).toBe('pool');
  });

  it('gives a vector of features, where the head alone learns, as one pixel', () => {
    const input = tfl.input({ shape: [4, 4, 1] });
    const conv = tfl.layers.conv2d({ filters: 2, kernelSize: 3, trainable: false }).apply(input);
    const pool = tfl.layers.globalAveragePooling2d({ name: 'pool' }).apply(conv);
    const head = tfl.layers.dense({ units: 1 }).apply(pool) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs: input, outputs: head });
    const divided = frozenPrefix(model);
    expect([divided.cut, divided.shape]).toEqual(['pool', [1, 1, 2]]);
    const x = noiseBatch(model, 3);
    const whole = tf.tidy(() => (model.apply(x) as tf.Tensor).dataSync());
    const parts = tf.tidy(() => (divided.suffix.apply(divided.prefix.apply(x)) as tf.Tensor).dataSync());
    expect(parts).toEqual(whole);
    divided.dispose();
    expect(model.getLayer('pool').outboundNodes).toHaveLength(1);
  });

  it('does not reach past dropout, which draws anew in every pass', () => {
    const config = { inputSize: 32, filters: [2, 3], dense: [4], blockDropout: 0.2 };
    const model = createModel('cnn', config);
    setTrainable(model, { name: 'cnn', config }, { lastTensors: 2 });
    expect(frozenPrefix(model).cut).toBe('block1_pool');
  });

  it('says by name why there is no prefix', () => {
    const model = createModel(small.name, small.config, { weights: 'zeros' });
    expect(() => frozenPrefix(model)).toThrow(/the layer conv1 learns/);
    setTrainable(model, small, { fromModule: 'layer4' }, { frozenStatistics: 'updated' });
    expect(() => frozenPrefix(model)).toThrow(/bn1 is frozen but goes on updating its statistics/);
    setTrainable(model, small, { fromModule: 'layer4' });
    frozenPrefix(model);
    expect(() => frozenPrefix(model)).toThrow(/stands in 2 models/);
  });

  describe('refuses a model', () => {
    const image = (size: number | null = 8) => tfl.input({ shape: [size, size, 1] });
    const conv = () =>
      tfl.layers.conv2d({ name: 'conv', filters: 1, kernelSize: 3, padding: 'same', trainable: false });
    const headOn = (x: tfl.SymbolicTensor) =>
      tfl.layers
        .dense({ units: 1 })
        .apply(tfl.layers.globalAveragePooling2d({}).apply(x)) as tfl.SymbolicTensor;
    const refused = (
      inputs: tfl.SymbolicTensor | tfl.SymbolicTensor[],
      outputs: tfl.SymbolicTensor | tfl.SymbolicTensor[],
    ) => {
      try {
        frozenPrefix(tfl.model({ inputs, outputs }));
      } catch (error) {
        return error;
      }
      return undefined;
    };

    it('of several inputs or outputs', () => {
      const [a, b] = [image(), image()];
      const sum = tfl.layers.add().apply([conv().apply(a) as tfl.SymbolicTensor, b]) as tfl.SymbolicTensor;
      expect(refused([a, b], headOn(sum))).toMatchObject({
        code: 'UNSUPPORTED_MODEL',
        message: expect.stringContaining('2 inputs and 1 outputs') as string,
      });
      const c = image();
      const front = conv().apply(c) as tfl.SymbolicTensor;
      expect(refused(c, [headOn(front), headOn(front)])).toMatchObject({
        code: 'UNSUPPORTED_MODEL',
        message: expect.stringContaining('1 inputs and 2 outputs') as string,
      });
    });

    it('that uses a layer twice', () => {
      const x = image();
      const twice = conv();
      expect(refused(x, headOn(twice.apply(twice.apply(x)) as tfl.SymbolicTensor))).toMatchObject({
        code: 'UNSUPPORTED_MODEL',
        details: { layer: 'conv' },
      });
    });

    it('of images whose size is not known', () => {
      const x = image(null);
      const pooled = tfl.layers.maxPooling2d({ poolSize: 2 }).apply(conv().apply(x));
      const learns = tfl.layers.conv2d({ filters: 1, kernelSize: 3 }).apply(pooled) as tfl.SymbolicTensor;
      expect(refused(x, headOn(learns))).toMatchObject({
        code: 'UNSUPPORTED_MODEL',
        message: expect.stringContaining('expected a model with a known image size') as string,
      });
    });
  });
});
