import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { isPneumoError } from '@pneumo/core';
import {
  type KerasWeights,
  type SourceTensor,
  createModel,
  loadKerasWeights,
  parseKerasWeights,
} from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import '../../cpuBackend.ts';

interface Application {
  name: 'densenet121' | 'mobilenet_v2_keras' | 'resnet50_keras';
  size: number;
  classes: number;
  logits: number[];
  shapes: Record<string, Record<string, number[]>>;
}
/** What Keras gave: tools/reference/models/make_keras.py. */
const fixture = JSON.parse(readFileSync(new URL('../../fixtures/keras.json', import.meta.url), 'utf8')) as {
  cnns: { name: string; file: string; logits: number[] }[];
  otherCnn: string;
  applications: Application[];
};

const CNN = { inputSize: 32, channels: 1, filters: [2, 3], convsPerBlock: 1, dense: [4] } as const;
const cnn = () => createModel('cnn', { ...CNN, filters: [...CNN.filters], dense: [...CNN.dense] });
const unzip = (text: string): Uint8Array => new Uint8Array(gunzipSync(Buffer.from(text, 'base64')));
const file = (name: string): Uint8Array => unzip(fixture.cnns.find((entry) => entry.name === name)!.file);

/** The script's hash of element and salt, from -1 to 1. */
function noise(i: number, salt: number): number {
  let x = Math.imul(i + salt * 7919, 2654435761) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b) >>> 0;
  return ((x ^ (x >>> 13)) >>> 0) / 2 ** 31 - 1;
}

/** The script's weight of a layer, part and shape. */
function formula(layer: string, part: string, shape: readonly number[]): SourceTensor {
  const salt = Buffer.from(`${layer}/${part}`).reduce((a, b) => a + b, 0);
  const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);
  const fanIn = product(shape.length === 4 && shape[3] === 1 ? shape.slice(0, 2) : shape.slice(0, -1));
  const [offset, scale] =
    { moving_variance: [1, 0.3], gamma: [1, 0.2], moving_mean: [0, 0.1], bias: [0, 0.1], beta: [0, 0.1] }[
      part
    ] ?? ([0, Math.sqrt(3 / fanIn)] as const);
  const read = (): Float32Array => {
    const values = new Float32Array(product(shape));
    for (let i = 0; i < values.length; i++) values[i] = offset! + scale! * noise(i, salt);
    return values;
  };
  return { shape, dtype: 'F32', read };
}

function ofFormula({ shapes }: Application): KerasWeights {
  const layers = Object.entries(shapes).map(([name, parts]) => ({
    name,
    weights: new Map(Object.entries(parts).map(([part, shape]) => [part, formula(name, part, shape)])),
  }));
  return { layers, configs: null };
}

function image(size: number, channels: number): tf.Tensor {
  const values: number[] = [];
  for (let h = 1; h <= size; h++) {
    for (let w = 1; w <= size; w++) {
      for (let c = 1; c <= channels; c++) values.push(Math.sin(0.05 * h * c) * Math.cos(0.03 * w));
    }
  }
  return tf.tensor(values, [1, size, size, channels]);
}

function largestError(
  model: ReturnType<typeof createModel>,
  size: number,
  channels: number,
  logits: number[],
): number {
  const came = tf.tidy(() => (model.predict(image(size, channels)) as tf.Tensor).dataSync());
  return Math.max(...logits.map((logit, i) => Math.abs(logit - came[i]!)));
}

describe('parseKerasWeights and loadKerasWeights', () => {
  it.each(fixture.cnns)("give a cnn Keras' logits: $name", ({ file: text, logits }) => {
    const model = cnn();
    const { loaded, ignored } = loadKerasWeights(model, { name: 'cnn' }, parseKerasWeights(unzip(text)));
    expect(loaded).toHaveLength(14);
    expect(ignored).toEqual([]);
    // The logits are small: 1e-6 is what float32 leaves.
    expect(largestError(model, 32, 1, logits)).toBeLessThan(1e-6);
    model.dispose();
  });

  it.each(fixture.applications)('give $name the logits of keras.applications', (application) => {
    const { name, size, classes, logits } = application;
    const model = createModel(name, { inputSize: size, classes }, { weights: 'zeros' });
    loadKerasWeights(model, { name }, ofFormula(application));
    expect(largestError(model, size, 3, logits)).toBeLessThan(1e-4);
    model.dispose();
  });

  it("leave the classifier as it is where it shall be kept, whatever the file's is called", () => {
    const application = fixture.applications.find(({ name }) => name === 'mobilenet_v2_keras')!;
    const { layers } = ofFormula(application);
    const renamed = layers.map((layer) =>
      layer.name === 'predictions' ? { ...layer, name: 'dense_7' } : layer,
    );
    const model = createModel(application.name, { inputSize: 32, head: 'study' }, { weights: 'zeros' });
    const done = loadKerasWeights(
      model,
      application,
      { layers: renamed, configs: null },
      { classifier: 'keep' },
    );
    expect(done.ignored).toEqual(['classifier.dense_7/kernel', 'classifier.dense_7/bias']);
    expect(done.kept[0]).toBe('classifier.0.weight');
    model.dispose();
  });

  it('refuse the networks that Keras has otherwise, by name and with the reason', () => {
    const cases = [
      ['resnet50', /strides in its 1×1 convolutions.*take the model resnet50_keras/],
      ['mobilenet_v2', /pads its strided convolutions behind alone.*take the model mobilenet_v2_keras/],
      [
        'resnet18',
        /no weights of resnet18's structure.*cnn, densenet121, mobilenet_v2_keras, resnet50_keras/,
      ],
    ] as const;
    for (const [name, text] of cases) {
      const model = createModel(name, { inputSize: 32 }, { weights: 'zeros' });
      expect(() => loadKerasWeights(model, { name }, { layers: [], configs: null })).toThrow(text);
      model.dispose();
    }
  });

  it('name a tensor that is missing, one too many, and one of another shape', () => {
    const { layers } = parseKerasWeights(file('our names, .h5'));
    const model = cnn();
    const load = (changed: KerasWeights['layers']) => () =>
      loadKerasWeights(model, { name: 'cnn' }, { layers: changed, configs: null });
    const without = layers.map((layer) =>
      layer.name === 'block2_bn1' ? { ...layer, weights: new Map([...layer.weights].slice(1)) } : layer,
    );
    expect(load(without)).toThrow(/missing: block2_bn1\.weight\./);
    const extra = [
      ...layers,
      { name: 'dense9', weights: new Map([['kernel', formula('a', 'kernel', [2, 2])]]) },
    ];
    expect(load(extra)).toThrow(/unknown: dense9\/kernel/);
    const grown = layers.map((layer) =>
      layer.name === 'dense1'
        ? { ...layer, weights: new Map([...layer.weights, ['kernel', formula('a', 'kernel', [5, 4])]]) }
        : layer,
    );
    expect(load(grown)).toThrow(/dense1\.weight \[4, 5\] instead of \[4, 3\]/);
    const nan = { shape: [4], dtype: 'F32', read: () => Float32Array.of(0, NaN, 0, 0) };
    const broken = layers.map((layer) =>
      layer.name === 'dense1' ? { ...layer, weights: new Map([...layer.weights, ['bias', nan]]) } : layer,
    );
    expect(load(broken)).toThrow(/dense1\.bias is NaN at index 1/);
    model.dispose();
  });

  it('refuse two layers, and two weights of a layer, that would be one', () => {
    const bias = formula('a', 'bias', [1000]);
    const load = (...layers: [string, string[]][]) => {
      const weights = (parts: string[]) => new Map(parts.map((part) => [part, bias]));
      const file = {
        layers: layers.map(([name, parts]) => ({ name, weights: weights(parts) })),
        configs: null,
      };
      return () => loadKerasWeights(model, { name: 'densenet121' }, file);
    };
    const model = createModel('densenet121', { inputSize: 32 }, { weights: 'zeros' });
    expect(load(['predictions', ['bias']], ['fc1000', ['bias']])).toThrow(
      /both predictions and fc1000 for classifier;/,
    );
    expect(load(['predictions', ['bias', 'beta']])).toThrow(
      /both predictions\/bias and predictions\/beta for classifier\.bias;/,
    );
    model.dispose();
  });

  it("name the first layer in which a Keras model is not of the cnn's structure", () => {
    const other = parseKerasWeights(unzip(fixture.otherCnn));
    const model = cnn();
    expect(() => loadKerasWeights(model, { name: 'cnn' }, other)).toThrow(
      /as step 2 it has ReLU \(Conv2D 'conv2d'\) where this cnn has batch normalisation \('block1_bn1'\)/,
    );
    model.dispose();
  });
});

describe('loadKerasWeights of a cnn whose layers have other settings than ours', () => {
  it.each([
    ['Conv2D', { padding: 'valid' }, 'convolution with padding "valid"'],
    ['Conv2D', { strides: [2, 2] }, 'convolution with strides [2,2]'],
    ['Conv2D', { kernel_size: [3, 1] }, 'convolution with kernel_size [3,1]'],
    ['Conv2D', { dilation_rate: [2, 2] }, 'convolution with dilation_rate [2,2]'],
    ['Conv2D', { groups: 2 }, 'convolution with groups 2'],
    ['Conv2D', { data_format: 'channels_first' }, 'convolution with data_format "channels_first"'],
    // Nested so deep that printing must not follow.
    ['Conv2D', { strides: 'deep' }, 'convolution with strides [[[[…]]]]'],
    ['Activation', { activation: 'deep' }, '[[[[…]]]]'],
    ['BatchNormalization', { axis: 1 }, 'batch normalisation with axis 1'],
    ['ReLU', { max_value: 6 }, 'ReLU with max_value 6'],
    ['ReLU', { negative_slope: 0.1 }, 'ReLU with negative_slope 0.1'],
    ['ReLU', { threshold: 1 }, 'ReLU with threshold 1'],
    ['MaxPooling2D', { pool_size: [3, 3] }, 'pooling with pool_size [3,3]'],
    ['MaxPooling2D', { data_format: 'channels_first' }, 'pooling with data_format "channels_first"'],
    [
      'GlobalAveragePooling2D',
      { data_format: 'channels_first' },
      'average with data_format "channels_first"',
    ],
    ['Flatten', { data_format: 'channels_first' }, 'flatten with data_format "channels_first"'],
  ])('refuses %s with %o', (className, change, message) => {
    const { layers, configs } = parseKerasWeights(file('our names, .h5'));
    const stands = { Flatten: 'GlobalAveragePooling2D', Activation: 'ReLU' }[className] ?? className;
    const nested = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) as unknown;
    const settings = Object.entries(change).map(([key, value]) => [key, value === 'deep' ? nested : value]);
    const at = configs!.findIndex((layer) => layer.className === stands);
    const changed = configs!.map((layer, i) =>
      i === at
        ? { ...layer, className, config: { ...layer.config, ...Object.fromEntries(settings) } }
        : layer,
    );
    const model = cnn();
    expect(() => loadKerasWeights(model, { name: 'cnn' }, { layers, configs: changed })).toThrow(
      expect.objectContaining({
        code: 'WEIGHTS_MISMATCH',
        message: expect.stringContaining(`it has ${message} (${className} '`) as string,
      }),
    );
    model.dispose();
  });

  it('reads configurations of older versions, which do not write the later settings', () => {
    const { layers, configs } = parseKerasWeights(file('our names, .h5'));
    const later = new Set(['groups', 'dilation_rate', 'data_format', 'negative_slope', 'threshold', 'axis']);
    const older = configs!.map((layer) => ({
      ...layer,
      config: Object.fromEntries(Object.entries(layer.config).filter(([key]) => !later.has(key))),
    }));
    const model = cnn();
    expect(loadKerasWeights(model, { name: 'cnn' }, { layers, configs: older }).ignored).toEqual([]);
    model.dispose();
  });
});

/** Files that the script writes with --files. */
const folder = process.env.PNEUMO_KERAS_FILES;
const wholeFiles = fixture.applications.flatMap((application) =>
  ['.h5', '.keras', '.weights.h5'].map((suffix) => ({ ...application, suffix })),
);

describe.skipIf(folder === undefined)(
  'files of keras.applications, where PNEUMO_KERAS_FILES names their folder',
  () => {
    it.each(wholeFiles)(
      "file $suffix of $name gives Keras' logits",
      ({ name, suffix, size, classes, logits }) => {
        const model = createModel(name, { inputSize: size, classes }, { weights: 'zeros' });
        const weights = parseKerasWeights(readFileSync(`${folder}/${name}${suffix}`));
        expect(loadKerasWeights(model, { name }, weights).ignored).toEqual([]);
        expect(largestError(model, size, 3, logits)).toBeLessThan(1e-4);
        model.dispose();
      },
    );
  },
);

/** A file whose root has the list `layer_names` of texts that all stand at one place of its heap. */
function sharedText(count: number, length: number): Uint8Array {
  const [root, tree, names, heap] = [96, 96 + 128 + 16 * count, 96 + 192 + 16 * count, 96 + 256 + 16 * count];
  const bytes = new Uint8Array(heap + 32 + length);
  const view = new DataView(bytes.buffer);
  const u64 = (at: number, value: number): void => view.setBigUint64(at, BigInt(value), true);
  const letters = (at: number, text: string): void => bytes.set(new TextEncoder().encode(text), at);
  bytes.set([0x89, 0x48, 0x44, 0x46]);
  bytes.set([8, 8], 13);
  u64(40, bytes.length);
  u64(64, root);
  // The root's header: its table of members, which is empty, and the attribute of variable texts.
  bytes[root] = 1;
  view.setUint32(root + 8, 24 + 8 + 48 + 16 * count, true);
  view.setUint32(root + 16, 0x100011, true);
  u64(root + 24, tree);
  u64(root + 32, names);
  const attribute = root + 48;
  view.setUint16(attribute - 8, 0x0c, true);
  view.setUint16(attribute - 6, 48 + 16 * count, true);
  view.setUint16(attribute, 1, true);
  bytes.set([12, 0, 8, 0, 16, 0], attribute + 2);
  letters(attribute + 8, 'layer_names');
  bytes.set([0x19, 1, 0, 0, 16, 0, 0, 0, 1, 1], attribute + 24);
  u64(attribute + 40, count);
  for (let i = 0, at = attribute + 48; i < count; i++, at += 16) {
    view.setUint32(at, length, true);
    u64(at + 4, heap);
    view.setUint32(at + 12, 1, true);
  }
  letters(tree, 'TREE');
  letters(names, 'HEAP');
  letters(heap, 'GCOL');
  u64(heap + 8, 32 + length);
  bytes[heap + 16] = 1;
  u64(heap + 24, length);
  bytes.fill(97, heap + 32);
  return bytes;
}

describe('parseKerasWeights of a file from outside', () => {
  const refusal = (bytes: Uint8Array): string => {
    try {
      parseKerasWeights(bytes);
    } catch (error) {
      if (isPneumoError(error, 'INVALID_KERAS_FILE')) return error.message;
      throw error;
    }
    return 'read';
  };
  /** The places where bytes stand in a file. */
  const places = (bytes: Uint8Array, needle: readonly number[]): number[] =>
    [...bytes.keys()].filter((at) => needle.every((byte, k) => bytes[at + k] === byte));

  it('says what it is not', () => {
    expect(refusal(new Uint8Array(64))).toMatch(/begins with the bytes \[0, 0, 0, 0\]/);
    expect(refusal(new Uint8Array())).toMatch(/neither HDF5's nor a zip archive's/);
    const newer = file('our names, .h5');
    newer[8] = 3;
    expect(refusal(newer)).toMatch(/superblock has version 3; expected 0 or 1, as h5py writes unless libver/);
  });

  it('refuses every file that is cut off, by its length', () => {
    for (const { file: text } of fixture.cnns) {
      const whole = unzip(text);
      fc.assert(
        fc.property(fc.nat(whole.length - 1), (length) => {
          expect(refusal(whole.subarray(0, length))).not.toBe('read');
        }),
        { numRuns: 30 },
      );
    }
    expect(refusal(file('our names, .h5').subarray(0, 40_000))).toMatch(
      /torn: it says it has \d+ bytes and has 40000/,
    );
  });

  it('reads or refuses damaged files by name, and comes to an end', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 2, 255))), {
      minLength: 1,
      maxLength: 16,
    });
    fc.assert(
      fc.property(
        fc.nat(fixture.cnns.length - 1),
        changes,
        fc.constantFrom(1, 0.1, 0.02),
        (i, list, share) => {
          const bytes = unzip(fixture.cnns[i]!.file);
          for (const [at, value] of list) bytes[at % Math.ceil(bytes.length * share)] = value;
          refusal(bytes);
        },
      ),
      { numRuns: Number(process.env.PNEUMO_FUZZ ?? 300) },
    );
  });

  it('refuses a tensor that claims more bytes than stand in the file', () => {
    const bytes = file('our names, .h5');
    // A shape of version 1 with one axis of 4 and its limit; the last is a dataset's, those before it attributes'.
    const at = places(bytes, [1, 1, 1, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 4]).at(-1)!;
    bytes.set([255, 255, 255, 127], at + 8);
    expect(refusal(bytes)).toMatch(/of shape \[2147483647\] takes 8589934588 bytes and has 16/);
  });

  it('refuses an attribute whose thousand texts are one of the file, which would fill the memory', () => {
    expect(refusal(sharedText(1, 10_000))).toMatch(/: a{300}…\. Expected/);
    expect(refusal(sharedText(1000, 10_000))).toMatch(/texts and names claim more bytes than the file has/);
  });

  it('refuses a group that is its own member, and a tree of itself', () => {
    const whole = file('our names, .weights.h5');
    const view = new DataView(whole.buffer);
    // The root's header, tree and heap, as the superblock and the table of the first level say.
    const root = view.getBigUint64(64, true);
    const table = places(whole, [0x53, 0x4e, 0x4f, 0x44])[0]!;
    const cyclic = whole.slice();
    new DataView(cyclic.buffer).setBigUint64(table + 16, root, true);
    expect(refusal(cyclic)).toMatch(/more than 24 deep|no list|expected LAYER/);
    const tree = places(whole, [0x54, 0x52, 0x45, 0x45])[0]!;
    const looped = whole.slice();
    looped[tree + 5] = 1;
    new DataView(looped.buffer).setBigUint64(tree + 32, BigInt(tree), true);
    expect(refusal(looped)).toMatch(/is none of a group/);
  });
});
