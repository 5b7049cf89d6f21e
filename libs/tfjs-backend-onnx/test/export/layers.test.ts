import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { tf, uniform } from '../helpers/backends.ts';
import { expectSameAsPredict, runExported, seedWeights } from '../helpers/exported.ts';
import { greatestDifference } from '../helpers/smallCnn.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

type Layer = tfl.layers.Layer;
const { layers } = tfl;

/** A model of one layer. */
function modelOf(shape: number[], ...parts: Layer[]): tfl.LayersModel {
  const input = tfl.input({ shape, name: 'input' });
  const output = parts.reduce((x, layer) => layer.apply(x) as tfl.SymbolicTensor, input);
  const model = tfl.model({ inputs: input, outputs: output });
  seedWeights(model, shape.join());
  return model;
}

const IMAGE = [7, 6, 3];
const SIGNAL = [9, 4];
const VOLUME = [5, 4, 6, 2];

const CASES: [name: string, shape: number[], make: () => Layer][] = [
  ['Dense on vectors', [5], () => layers.dense({ units: 3 })],
  ['Dense without bias', [5], () => layers.dense({ units: 3, useBias: false, activation: 'relu' })],
  ['Dense on images', IMAGE, () => layers.dense({ units: 4, activation: 'elu' })],
  ['Dense on sequences, softmax', SIGNAL, () => layers.dense({ units: 4, activation: 'softmax' })],
  ['Conv1D', SIGNAL, () => layers.conv1d({ filters: 3, kernelSize: 3, strides: 2, padding: 'same' })],
  [
    'Conv1D, dilated',
    SIGNAL,
    () => layers.conv1d({ filters: 3, kernelSize: 3, dilationRate: 2, activation: 'tanh' }),
  ],
  ['Conv2D, valid', IMAGE, () => layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu' })],
  [
    'Conv2D, same with stride 2',
    IMAGE,
    () => layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: 'same', useBias: false }),
  ],
  [
    'Conv2D, even kernel, oblong, same',
    IMAGE,
    () => layers.conv2d({ filters: 2, kernelSize: [2, 4], strides: [1, 2], padding: 'same' }),
  ],
  [
    'Conv2D, dilated, same',
    IMAGE,
    () => layers.conv2d({ filters: 4, kernelSize: 3, dilationRate: 2, padding: 'same' }),
  ],
  [
    'Conv2D, channels first',
    [3, 7, 6],
    () =>
      layers.conv2d({
        filters: 4,
        kernelSize: 3,
        strides: 2,
        padding: 'same',
        dataFormat: 'channelsFirst',
        activation: 'relu',
      }),
  ],
  [
    'Conv2DTranspose, same',
    IMAGE,
    () => layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' }),
  ],
  [
    'Conv2DTranspose, valid',
    IMAGE,
    () =>
      layers.conv2dTranspose({
        filters: 2,
        kernelSize: [4, 3],
        strides: 2,
        padding: 'valid',
        activation: 'relu',
      }),
  ],
  [
    'Conv2DTranspose, even kernel, same',
    IMAGE,
    () => layers.conv2dTranspose({ filters: 2, kernelSize: 4, strides: 2, padding: 'same' }),
  ],
  [
    'Conv2DTranspose, windows that do not touch',
    IMAGE,
    () => layers.conv2dTranspose({ filters: 2, kernelSize: 2, strides: 3, padding: 'valid' }),
  ],
  [
    'Conv2DTranspose, windows that do not touch, same',
    IMAGE,
    () => layers.conv2dTranspose({ filters: 2, kernelSize: 1, strides: 2, padding: 'same' }),
  ],
  ['Conv3D', VOLUME, () => layers.conv3d({ filters: 3, kernelSize: [3, 2, 3], padding: 'same' })],
  [
    'Conv3DTranspose',
    VOLUME,
    () => layers.conv3dTranspose({ filters: 3, kernelSize: [3, 2, 3], strides: 2, padding: 'same' }),
  ],
  [
    'DepthwiseConv2D',
    IMAGE,
    () => layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, strides: 2, padding: 'same' }),
  ],
  [
    'DepthwiseConv2D, valid, relu6',
    IMAGE,
    () => layers.depthwiseConv2d({ kernelSize: 3, activation: 'relu6' }),
  ],
  [
    'SeparableConv2D',
    IMAGE,
    () =>
      layers.separableConv2d({
        filters: 5,
        kernelSize: 3,
        depthMultiplier: 2,
        padding: 'same',
        activation: 'relu',
      }),
  ],
  [
    'SeparableConv2D, stride, no bias',
    IMAGE,
    () => layers.separableConv2d({ filters: 5, kernelSize: 3, strides: 2, useBias: false }),
  ],
  ['MaxPooling1D', SIGNAL, () => layers.maxPooling1d({ poolSize: 2 })],
  [
    'AveragePooling1D, same',
    SIGNAL,
    () => layers.averagePooling1d({ poolSize: 3, strides: 2, padding: 'same' }),
  ],
  ['MaxPooling2D', IMAGE, () => layers.maxPooling2d({ poolSize: 2 })],
  ['MaxPooling2D, same', IMAGE, () => layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })],
  ['AveragePooling2D', IMAGE, () => layers.averagePooling2d({ poolSize: [2, 3], strides: 1 })],
  [
    'AveragePooling2D, same',
    IMAGE,
    () => layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
  ],
  [
    'AveragePooling2D, channels first',
    [3, 7, 6],
    () => layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same', dataFormat: 'channelsFirst' }),
  ],
  ['MaxPooling3D', VOLUME, () => layers.maxPooling3d({ poolSize: 2 })],
  [
    'AveragePooling3D, same',
    VOLUME,
    () => layers.averagePooling3d({ poolSize: 2, strides: [2, 2, 2], padding: 'same' }),
  ],
  ['GlobalAveragePooling1D', SIGNAL, () => layers.globalAveragePooling1d({})],
  ['GlobalMaxPooling1D', SIGNAL, () => layers.globalMaxPooling1d({})],
  ['GlobalAveragePooling2D', IMAGE, () => layers.globalAveragePooling2d({})],
  [
    'GlobalAveragePooling2D, channels first',
    [3, 7, 6],
    () => layers.globalAveragePooling2d({ dataFormat: 'channelsFirst' }),
  ],
  ['GlobalMaxPooling2D', IMAGE, () => layers.globalMaxPooling2d({})],
  ['BatchNormalization of images', IMAGE, () => layers.batchNormalization({ epsilon: 1e-3 })],
  ['BatchNormalization of vectors', [5], () => layers.batchNormalization({})],
  ['BatchNormalization of sequences', SIGNAL, () => layers.batchNormalization({})],
  [
    'BatchNormalization without scale and shift',
    IMAGE,
    () => layers.batchNormalization({ scale: false, center: false }),
  ],
  ['LayerNormalization', SIGNAL, () => layers.layerNormalization()],
  [
    'LayerNormalization of whole images, no scale, no shift',
    IMAGE,
    () => layers.layerNormalization({ axis: [1, 2, 3], scale: false, center: false }),
  ],
  ['Dropout', IMAGE, () => layers.dropout({ rate: 0.5 })],
  ['GaussianNoise', IMAGE, () => layers.gaussianNoise({ stddev: 1 })],
  ['GaussianDropout', IMAGE, () => layers.gaussianDropout({ rate: 0.5 })],
  ['AlphaDropout', IMAGE, () => layers.alphaDropout({ rate: 0.5 })],
  ['SpatialDropout1D', SIGNAL, () => layers.spatialDropout1d({ rate: 0.5 })],
  ['ReLU', IMAGE, () => layers.reLU()],
  ['ReLU with a greatest value', IMAGE, () => layers.reLU({ maxValue: 1 })],
  ['LeakyReLU', IMAGE, () => layers.leakyReLU({ alpha: 0.2 })],
  ['PReLU', IMAGE, () => layers.prelu()],
  ['PReLU, one slope a channel', IMAGE, () => layers.prelu({ sharedAxes: [1, 2] })],
  ['ELU', IMAGE, () => layers.elu()],
  ['ThresholdedReLU', IMAGE, () => layers.thresholdedReLU({ theta: 0.5 })],
  ['Softmax', [5], () => layers.softmax()],
  ['Softmax over channels', IMAGE, () => layers.softmax({ axis: -1 })],
  ['Reshape', IMAGE, () => layers.reshape({ targetShape: [6, 21] })],
  ['Reshape with an open size', IMAGE, () => layers.reshape({ targetShape: [-1, 3] })],
  ['Permute', IMAGE, () => layers.permute({ dims: [3, 1, 2] })],
  ['Flatten', IMAGE, () => layers.flatten()],
  ['Flatten, channels first', [3, 7, 6], () => layers.flatten({ dataFormat: 'channelsFirst' })],
  ['RepeatVector', [5], () => layers.repeatVector({ n: 3 })],
  [
    'ZeroPadding2D',
    IMAGE,
    () =>
      layers.zeroPadding2d({
        padding: [
          [1, 2],
          [0, 3],
        ],
      }),
  ],
  [
    'ZeroPadding2D, channels first',
    [3, 7, 6],
    () => layers.zeroPadding2d({ padding: [1, 2], dataFormat: 'channelsFirst' }),
  ],
  [
    'Cropping2D',
    IMAGE,
    () =>
      layers.cropping2D({
        cropping: [
          [1, 2],
          [0, 3],
        ],
      }),
  ],
  [
    'Cropping2D, channels first',
    [3, 7, 6],
    () =>
      layers.cropping2D({
        cropping: [
          [1, 2],
          [0, 3],
        ],
        dataFormat: 'channelsFirst',
      }),
  ],
  ['UpSampling2D, nearest', IMAGE, () => layers.upSampling2d({ size: [2, 3] })],
  ['UpSampling2D, bilinear', IMAGE, () => layers.upSampling2d({ size: [2, 3], interpolation: 'bilinear' })],
  [
    'UpSampling2D, channels first',
    [3, 7, 6],
    () => layers.upSampling2d({ size: [2, 2], dataFormat: 'channelsFirst' }),
  ],
  ['Rescaling', IMAGE, () => layers.rescaling({ scale: 1 / 255, offset: -0.5 })],
];

describe('a layer exported to ONNX', () => {
  it.each(CASES)('computes what predict does: %s', async (_, shape, make) => {
    await expectSameAsPredict(modelOf(shape, make()));
  });

  it.each(CASES.filter(([, shape]) => shape === IMAGE))(
    'computes it between convolutions, where images are channels first: %s',
    async (_, shape, make) => {
      const layer = make();
      const before = layers.conv2d({ filters: 3, kernelSize: 1, activation: 'relu' });
      const model = modelOf(shape, before, layer);
      const isImage = model.outputs[0]!.shape.length === 4;
      const whole = isImage
        ? modelOf(
            shape,
            layers.conv2d({ filters: 3, kernelSize: 1 }),
            make(),
            layers.conv2d({ filters: 2, kernelSize: 1 }),
          )
        : model;
      await expectSameAsPredict(whole);
      await expectSameAsPredict(whole, { imageLayout: 'channels-first' });
    },
  );

  it('normalises axis 1 as the definition says, where the cpu backend of TensorFlow.js repeats statistics along the last', async () => {
    const model = modelOf([3, 7, 6], layers.batchNormalization({ axis: 1, epsilon: 1e-3 }));
    const lastAxis = modelOf([7, 6, 3], layers.batchNormalization({ epsilon: 1e-3 }));
    lastAxis.setWeights(model.getWeights());
    const turned = modelOf(
      [3, 7, 6],
      layers.permute({ dims: [2, 3, 1] }),
      lastAxis,
      layers.permute({ dims: [3, 1, 2] }),
    );
    turned.setWeights(model.getWeights());
    const x = uniform('x', [2, 3, 7, 6]);
    const [ours] = await runExported(model, [x]);
    expect(
      greatestDifference([ours!], [(turned.predict(x) as tf.Tensor).dataSync() as Float32Array]),
    ).toBeLessThan(1e-6);
  });

  it('takes whole numbers for an Embedding', async () => {
    const model = modelOf([4], layers.embedding({ inputDim: 3, outputDim: 2, inputLength: 4 }));
    // Inputs from -2 to 2 are cut to whole numbers; the table is asked only for those from 0 on.
    const shifted = modelOf(
      [4],
      layers.reLU(),
      layers.embedding({ inputDim: 3, outputDim: 2, inputLength: 4 }),
    );
    expect(model.outputs[0]!.shape).toEqual([null, 4, 2]);
    await expectSameAsPredict(shifted);
  });
});

describe('an activation exported to ONNX', () => {
  const NAMES = [
    'linear',
    'relu',
    'relu6',
    'elu',
    'selu',
    'sigmoid',
    'hardSigmoid',
    'softplus',
    'softsign',
    'tanh',
    'softmax',
    'logSoftmax',
    'swish',
    'mish',
    'gelu',
    'gelu_new',
  ] as const;
  it.each(NAMES)('computes what predict does: %s', async (activation) => {
    await expectSameAsPredict(
      modelOf([9], layers.rescaling({ scale: 4 }), layers.activation({ activation: activation as 'relu' })),
    );
    await expectSameAsPredict(
      modelOf(IMAGE, layers.conv2d({ filters: 2, kernelSize: 3, activation: activation as 'relu' })),
    );
  });
});

describe('layers of several inputs exported to ONNX', () => {
  const MERGES: [string, () => Layer][] = [
    ['Add', () => layers.add()],
    ['Multiply', () => layers.multiply()],
    ['Average', () => layers.average()],
    ['Maximum', () => layers.maximum()],
    ['Minimum', () => layers.minimum()],
    ['Concatenate', () => layers.concatenate()],
    ['Concatenate along rows', () => layers.concatenate({ axis: 1 })],
  ];
  it.each(MERGES)('compute what predict does on three images: %s', async (_, make) => {
    const inputs = ['a', 'b', 'c'].map((name) => tfl.input({ shape: IMAGE, name }));
    const plain = tfl.model({ inputs, outputs: make().apply(inputs) as tfl.SymbolicTensor });
    await expectSameAsPredict(plain);
    const convolved = inputs.map(
      (x) => layers.conv2d({ filters: 3, kernelSize: 1 }).apply(x) as tfl.SymbolicTensor,
    );
    const mixed = tfl.model({
      inputs,
      outputs: make().apply([convolved[0]!, inputs[1]!, convolved[2]!]) as tfl.SymbolicTensor,
    });
    seedWeights(mixed);
    await expectSameAsPredict(mixed);
    await expectSameAsPredict(mixed, { imageLayout: 'channels-first' });
  });

  it('spread an image of one position over all, as squeeze and excitation does', async () => {
    const input = tfl.input({ shape: IMAGE });
    const image = layers.conv2d({ filters: 4, kernelSize: 3 }).apply(input) as tfl.SymbolicTensor;
    const pooled = layers.globalAveragePooling2d({}).apply(image);
    const gate = layers
      .dense({ units: 4, activation: 'sigmoid' })
      .apply(layers.reshape({ targetShape: [1, 1, 4] }).apply(pooled));
    const output = layers.multiply().apply([image, gate as tfl.SymbolicTensor]) as tfl.SymbolicTensor;
    const model = tfl.model({ inputs: input, outputs: output });
    seedWeights(model);
    await expectSameAsPredict(model);
  });

  it('raise operands of lower rank as tfjs-layers does', async () => {
    const [image, vector] = [tfl.input({ shape: [6, 3] }), tfl.input({ shape: [3] })];
    const sum = layers.add().apply([image, vector]) as tfl.SymbolicTensor;
    await expectSameAsPredict(tfl.model({ inputs: [image, vector], outputs: sum }));
  });

  it('multiply vectors by Dot', async () => {
    const inputs = ['a', 'b'].map((name) => tfl.input({ shape: [5], name }));
    const model = tfl.model({
      inputs,
      outputs: layers.dot({ axes: -1 }).apply(inputs) as tfl.SymbolicTensor,
    });
    await expectSameAsPredict(model);
  });
});
