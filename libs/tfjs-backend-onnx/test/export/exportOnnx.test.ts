import * as tfl from '@tensorflow/tfjs-layers';
import { isPneumoError } from '@pneumo/core';
import { exportOnnx } from '@pneumo/tfjs-backend-onnx';
import { beforeAll, describe, expect, it } from 'vitest';
import { tf } from '../helpers/backends.ts';
import { expectSameAsPredict, seedWeights } from '../helpers/exported.ts';
import { readOnnx } from '../helpers/readOnnx.ts';
import { smallCnn } from '../helpers/smallCnn.ts';

const { layers } = tfl;

beforeAll(async () => {
  await tf.setBackend('cpu');
});

async function codeOf(action: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error: unknown = await action.catch((reason: unknown) => reason);
  return isPneumoError(error)
    ? { code: error.code, message: error.message }
    : { code: '', message: String(error) };
}

/** A small residual network: shared layers, a model as a layer, two inputs, two outputs. */
function branchedModel(): tfl.LayersModel {
  const block = tfl.sequential({ name: 'block' });
  block.add(
    layers.conv2d({ name: 'conv', inputShape: [8, 8, 4], filters: 4, kernelSize: 3, padding: 'same' }),
  );
  block.add(layers.batchNormalization({ name: 'norm' }));
  block.add(layers.reLU({ name: 'relu' }));
  const image = tfl.input({ shape: [16, 16, 1], name: 'image' });
  const age = tfl.input({ shape: [1], name: 'age' });
  const stem = layers.conv2d({ name: 'conv', filters: 4, kernelSize: 3, strides: 2, padding: 'same' });
  let x = stem.apply(image) as tfl.SymbolicTensor;
  for (const name of ['first', 'second'])
    x = layers.add({ name }).apply([x, block.apply(x) as tfl.SymbolicTensor]) as tfl.SymbolicTensor;
  const features = layers.globalAveragePooling2d({ name: 'features' }).apply(x) as tfl.SymbolicTensor;
  const joined = layers.concatenate({ name: 'joined' }).apply([features, age]) as tfl.SymbolicTensor;
  const risk = layers.dense({ name: 'risk', units: 1 }).apply(joined) as tfl.SymbolicTensor;
  const model = tfl.model({ inputs: [image, age], outputs: [risk, x], name: 'branched' });
  seedWeights(model);
  return model;
}

describe('exportOnnx', () => {
  it('exports the layers of the study CNN so that ONNX Runtime gives its predictions', async () => {
    const model = smallCnn();
    const { nodes, inputs, outputs, constants } = await expectSameAsPredict(model);
    expect(nodes.map(({ type }) => type)).toEqual([
      'Transpose',
      ...['Conv', 'BatchNormalization', 'Relu'],
      ...['Conv', 'BatchNormalization', 'Relu', 'MaxPool'],
      ...['Conv', 'BatchNormalization', 'Relu', 'MaxPool'],
      ...['Transpose', 'Flatten', 'Gemm', 'Relu', 'Gemm'],
    ]);
    expect(inputs).toEqual([
      { name: model.inputs[0]!.sourceLayer.name, type: 1, shape: ['batch', 16, 16, 3] },
    ]);
    expect(outputs).toEqual([{ name: 'logits', type: 1, shape: ['batch', 1] }]);
    const stored = constants.reduce((sum, { bytes }) => sum + bytes / 4, 0);
    expect(stored).toBe(model.countParams());
    model.dispose();
  });

  it.each(['cpu', 'onnx'])(
    'gives the same file while %s is the active backend, and leaves no tensor',
    async (backend) => {
      await tf.setBackend('cpu');
      const model = smallCnn();
      const expected = await exportOnnx(model, { inputNames: ['image'] });
      await tf.setBackend(backend);
      const before = tf.memory().numTensors;
      expect(await exportOnnx(model, { inputNames: ['image'] })).toEqual(expected);
      expect(tf.memory().numTensors).toBe(before);
      model.dispose();
      await tf.setBackend('cpu');
    },
  );

  it('transposes nothing in a network that takes channels first and averages its features', async () => {
    const model = tfl.sequential();
    model.add(layers.conv2d({ inputShape: [16, 16, 3], filters: 4, kernelSize: 3, activation: 'relu' }));
    model.add(layers.maxPooling2d({ poolSize: 2 }));
    model.add(layers.globalAveragePooling2d({}));
    model.add(layers.dense({ units: 1, activation: 'sigmoid' }));
    const file = await expectSameAsPredict(model, { imageLayout: 'channels-first', inputNames: ['image'] });
    expect(file.nodes.map(({ type }) => type)).toEqual([
      'Conv',
      'Relu',
      'MaxPool',
      'GlobalAveragePool',
      'Flatten',
      'Gemm',
      'Sigmoid',
    ]);
    expect(file.inputs).toEqual([{ name: 'image', type: 1, shape: ['batch', 3, 16, 16] }]);
    expect(file.outputs).toEqual([{ name: 'probabilities', type: 1, shape: ['batch', 1] }]);
    expect(file.metadata).toEqual({ imageLayout: 'NCHW' });
  });

  it('takes zeros that stand around the input of a convolution into its padding, and leaves them to others', async () => {
    const input = tfl.input({ shape: [8, 8, 3] });
    const around = layers.zeroPadding2d({
      padding: [
        [1, 2],
        [2, 0],
      ],
    });
    const zeros = around.apply(input) as tfl.SymbolicTensor;
    const convs = [
      layers.conv2d({ filters: 2, kernelSize: 3, strides: 2 }),
      layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same' }),
      layers.separableConv2d({ filters: 2, kernelSize: 3 }),
    ];
    const outputs = convs.map((layer) => layer.apply(zeros) as tfl.SymbolicTensor);
    const model = tfl.model({ inputs: input, outputs });
    seedWeights(model);
    const { nodes } = await expectSameAsPredict(model);
    expect(nodes.filter(({ type }) => type === 'Pad')).toEqual([]);
  });

  it('leaves zeros around the input of a pool as they are, unless a relu has made them the least', async () => {
    const input = tfl.input({ shape: [8, 8, 3] });
    const around = (x: tfl.SymbolicTensor): tfl.SymbolicTensor =>
      layers.zeroPadding2d({ padding: 1 }).apply(x) as tfl.SymbolicTensor;
    const pools = [
      layers.maxPooling2d({ poolSize: 3 }),
      layers.averagePooling2d({ poolSize: 3, padding: 'same' }),
    ];
    const modelOf = (x: tfl.SymbolicTensor): tfl.LayersModel =>
      tfl.model({
        inputs: input,
        outputs: [...pools, layers.reLU()].map((layer) => layer.apply(around(x)) as tfl.SymbolicTensor),
      });
    const types = async (model: tfl.LayersModel): Promise<string[]> =>
      (await expectSameAsPredict(model)).nodes.map(({ type }) => type).filter((type) => type === 'Pad');
    expect(await types(modelOf(input))).toHaveLength(3);
    expect(await types(modelOf(layers.reLU().apply(input) as tfl.SymbolicTensor))).toHaveLength(2);
  });

  it('opens models within models, shares weights of layers that are applied twice, and keeps several inputs and outputs', async () => {
    const file = await expectSameAsPredict(branchedModel());
    expect(file.inputs.map(({ name }) => name)).toEqual(['image', 'age']);
    expect(file.outputs.map(({ name }) => name)).toEqual(['risk', 'second']);
    expect(file.nodes.map(({ name }) => name)).toEqual([
      'layout/Transpose',
      'conv/Conv',
      'conv/Conv_1',
      'norm/BatchNormalization',
      'relu/Relu',
      'first/Add',
      'conv/Conv_2',
      'norm/BatchNormalization_1',
      'relu/Relu_1',
      'second/Add',
      'features/GlobalAveragePool',
      'features/Flatten',
      'joined/Concat',
      'risk/Gemm',
      'layout/Transpose_1',
    ]);
    expect(file.constants.map(({ name }) => name)).toEqual([
      'conv/kernel',
      'conv/bias',
      'conv/kernel_1',
      'conv/bias_1',
      'norm/gamma',
      'norm/beta',
      'norm/moving_mean',
      'norm/moving_variance',
      'risk/bias',
      'risk/kernel',
    ]);
  });

  it('gives outputs the names that the caller wants, even where one is an input or stands twice', async () => {
    const image = tfl.input({ shape: [4], name: 'x' });
    const y = layers.dense({ units: 2 }).apply(image) as tfl.SymbolicTensor;
    const same = layers.dropout({ rate: 0.5 }).apply(y) as tfl.SymbolicTensor;
    const model = tfl.model({
      inputs: image,
      outputs: [y, same, layers.dropout({ rate: 0.1 }).apply(image) as tfl.SymbolicTensor],
    });
    seedWeights(model);
    const file = await expectSameAsPredict(model, {
      inputNames: ['in'],
      outputNames: ['one', 'two', 'three'],
    });
    expect(file.outputs.map(({ name }) => name)).toEqual(['one', 'two', 'three']);
  });

  it('writes metadata: texts as they are, other values as JSON', async () => {
    const model = tfl.sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] });
    const metadata = {
      architecture: { name: 'cnn', config: {} },
      inputSize: 150,
      note: 'Größe',
      threshold: undefined,
    };
    const file = readOnnx(await exportOnnx(model, { metadata, description: 'a line' }));
    expect(file.metadata).toEqual({
      architecture: '{"name":"cnn","config":{}}',
      inputSize: '150',
      note: 'Größe',
    });
    expect(file.producer).toBe('@pneumo/tfjs-backend-onnx');
    expect(file.description).toBe('a line');
  });
});

describe('exportOnnx refuses', () => {
  const refusal = (model: tfl.LayersModel): Promise<{ code: string; message: string }> =>
    codeOf(exportOnnx(model));
  const sequential = (...list: tfl.layers.Layer[]): tfl.LayersModel => tfl.sequential({ layers: list });

  it.each([
    [
      'a recurrent layer',
      () =>
        sequential(
          layers.lstm({
            units: 2,
            recurrentInitializer: 'glorotUniform',
            inputShape: [3, 2],
            name: 'memory',
          }),
        ),
      "'memory' (LSTM)",
      'loop',
    ],
    [
      'a mask',
      () => sequential(layers.masking({ inputShape: [3, 2], name: 'mask' })),
      "'mask' (Masking)",
      'masks',
    ],
    [
      'an embedding that masks',
      () =>
        sequential(
          layers.embedding({ inputDim: 3, outputDim: 2, inputLength: 4, maskZero: true, name: 'words' }),
        ),
      "'words' (Embedding)",
      'masks',
    ],
    [
      'a softmax over two axes',
      () => sequential(layers.softmax({ axis: [1, 2], inputShape: [3, 2], name: 'soft' })),
      "'soft' (Softmax)",
      '1, 2',
    ],
    [
      'normalisation of a middle axis',
      () => sequential(layers.batchNormalization({ axis: 2, inputShape: [3, 2, 4], name: 'norm' })),
      "'norm' (BatchNormalization)",
      'axis 2',
    ],
  ])('%s, naming the layer', async (_, make, name, reason) => {
    const { code, message } = await refusal(make());
    expect(code).toBe('MODEL_NOT_EXPORTABLE');
    expect(message).toContain(name);
    expect(message).toContain(reason);
  });

  it('a layer of the user, naming its class and the classes that are known', async () => {
    class Shuffle extends tfl.layers.Layer {
      static readonly className = 'Shuffle';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        return [inputs].flat()[0]!.clone();
      }
    }
    const { code, message } = await refusal(
      sequential(layers.dense({ units: 2, inputShape: [2] }), new Shuffle({ name: 'mine' })),
    );
    expect(code).toBe('MODEL_NOT_EXPORTABLE');
    expect(message).toContain("'mine' (Shuffle)");
    expect(message).toContain('Conv2D');
  });

  it('an open size other than the batch', async () => {
    const { code, message } = await refusal(
      sequential(layers.conv2d({ filters: 1, kernelSize: 3, inputShape: [null, null, 3] as never })),
    );
    expect(code).toBe('MODEL_NOT_EXPORTABLE');
    expect(message).toContain('[null, null, null, 3]');
  });

  it('weights that a single file cannot hold', async () => {
    const model = sequential(layers.dense({ units: 1, inputShape: [2] }));
    Object.defineProperty(model.layers[0]!.weights[0]!, 'shape', { value: [30_000, 30_000] });
    const { code, message } = await refusal(model);
    expect(code).toBe('MODEL_NOT_EXPORTABLE');
    expect(message).toContain('3600000004 bytes');
  });

  it('what is no built layers model', async () => {
    for (const value of [null, {}, tfl.sequential()]) {
      const { code, message } = await refusal(value as tfl.LayersModel);
      expect(code).toBe('INVALID_ARGUMENT');
      expect(message).toContain('built model');
    }
  });

  it('names that do not fit, a layout that is none, and metadata that is no record', async () => {
    const model = sequential(layers.conv2d({ filters: 1, kernelSize: 1, inputShape: [2, 2, 2] }));
    for (const [options, text] of [
      [{ inputNames: [] }, 'inputNames'],
      [{ outputNames: ['a', 'b'] }, 'outputNames'],
      [{ inputNames: [''] }, 'not empty'],
      [{ inputNames: ['same'], outputNames: ['same'] }, "'same'"],
      [{ imageLayout: 'NCHW' }, 'imageLayout'],
      [{ metadata: ['a'] }, 'metadata'],
      [{ metadata: { f: () => 1 } }, 'metadata.f'],
      [{ metadata: { imageLayout: 'x' } }, 'imageLayout'],
    ] as const) {
      const { code, message } = await codeOf(exportOnnx(model, options as never));
      expect(code).toBe('INVALID_ARGUMENT');
      expect(message).toContain(text);
    }
  });

  it('channels first for a model that has its channels first already', async () => {
    const model = sequential(
      layers.conv2d({ filters: 1, kernelSize: 1, inputShape: [2, 4, 4], dataFormat: 'channelsFirst' }),
    );
    const { code } = await codeOf(exportOnnx(model, { imageLayout: 'channels-first' }));
    expect(code).toBe('INVALID_ARGUMENT');
    const file = await expectSameAsPredict(model);
    expect(file.metadata).toEqual({ imageLayout: 'NCHW' });
  });
});
