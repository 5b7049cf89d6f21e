import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createModel, loadKerasWeights, parseKerasWeights, parseTfjsWeights } from '@pneumo/models';
import { readTfjsWeights } from '@pneumo/models/node';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../cpuBackend.ts';

/** What Keras gave: tools/reference/models/make_keras.py. */
const fixture = JSON.parse(readFileSync(new URL('../fixtures/keras.json', import.meta.url), 'utf8')) as {
  cnns: { name: string; file: string; logits: number[] }[];
};
const keras = fixture.cnns.find(({ name }) => name === 'our names, .h5')!;
const CNN = { inputSize: 32, channels: 1, filters: [2, 3], convsPerBlock: 1, dense: [4] };
const source = parseKerasWeights(new Uint8Array(gunzipSync(Buffer.from(keras.file, 'base64'))));

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'pneumo-tfjs-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

type Entry = tf.io.WeightsManifestEntry;
interface Made {
  /** As the options --quantize_float16, _uint8 and _uint16 of the converter. */
  quantise?: 'float16' | 'uint8' | 'uint16';
  /** As --weight_shard_size_bytes. */
  shard?: number;
  /** Changes the list of weights. */
  change?: (entries: Entry[]) => void;
}

/** Writes what tensorflowjs_converter makes of the Keras model: names without ':0', one group, its files of one size. */
async function convert(name: string, { quantise, shard = 4 * 2 ** 20, change }: Made = {}): Promise<string> {
  const chunks: Buffer[] = [];
  const weights = source.layers.flatMap((layer) =>
    [...layer.weights].map(([part, tensor]): Entry => {
      const values = tensor.read();
      const entry = { name: `${layer.name}/${part}`, shape: [...tensor.shape], dtype: 'float32' as const };
      if (quantise === undefined) {
        chunks.push(Buffer.from(Float32Array.from(values).buffer));
        return entry;
      }
      if (quantise === 'float16') {
        chunks.push(Buffer.from(Uint16Array.from(values, half).buffer));
        return { ...entry, quantization: { dtype: quantise } };
      }
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const scale = (high - low) / (quantise === 'uint8' ? 255 : 65535) || 1;
      const whole = [...values].map((value) => Math.round((value - low) / scale));
      chunks.push(Buffer.from((quantise === 'uint8' ? Uint8Array : Uint16Array).from(whole).buffer));
      return { ...entry, quantization: { dtype: quantise, min: low, scale } };
    }),
  );
  change?.(weights);
  const bytes = Buffer.concat(chunks);
  const count = Math.ceil(bytes.length / shard);
  const paths = Array.from({ length: count }, (_, i) => `group1-shard${i + 1}of${count}.bin`);
  const home = join(folder, name);
  await mkdir(home);
  for (const [i, path] of paths.entries())
    await writeFile(join(home, path), bytes.subarray(i * shard, (i + 1) * shard));
  const layers = source.configs!.map(({ className, config }) => ({ class_name: className, config }));
  await writeFile(
    join(home, 'model.json'),
    JSON.stringify({
      format: 'layers-model',
      generatedBy: 'keras v2.15.0',
      convertedBy: 'TensorFlow.js Converter v4.22.0',
      modelTopology: {
        keras_version: '2.15.0',
        backend: 'tensorflow',
        model_config: { class_name: 'Functional', config: { name: 'film', layers } },
      },
      weightsManifest: [{ paths, weights }],
    }),
  );
  return home;
}

/** The bits of a half, cut off; near enough for weights. */
function half(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!;
  const exponent = ((bits >>> 23) & 255) - 112;
  return ((bits >>> 16) & 0x8000) | (exponent <= 0 ? 0 : (exponent << 10) | ((bits >>> 13) & 1023));
}

function image(): tf.Tensor {
  const values = Array.from(
    { length: 1024 },
    (_, i) => Math.sin(0.05 * (Math.floor(i / 32) + 1)) * Math.cos(0.03 * ((i % 32) + 1)),
  );
  return tf.tensor(values, [1, 32, 32, 1]);
}

async function error(home: string): Promise<number> {
  const model = createModel('cnn', CNN);
  const { loaded, ignored } = loadKerasWeights(model, { name: 'cnn' }, await readTfjsWeights(home));
  expect([loaded.length, ignored]).toEqual([14, []]);
  const came = tf.tidy(() => (model.predict(image()) as tf.Tensor).dataSync());
  model.dispose();
  return Math.max(...keras.logits.map((logit, i) => Math.abs(logit - came[i]!)));
}

describe('readTfjsWeights', () => {
  it('gives a cnn the logits of the Keras model, from one file of weights and from many', async () => {
    expect(await error(await convert('whole'))).toBeLessThan(1e-6);
    expect(await error(join(await convert('shards', { shard: 100 }), 'model.json'))).toBeLessThan(1e-6);
  });

  it.each([
    ['float16', 1e-3],
    ['uint16', 1e-4],
    ['uint8', 2e-2],
  ] as const)('reads weights that are quantised as %s', async (quantise, limit) => {
    const before = tf.memory().numTensors;
    expect(await error(await convert(quantise, { quantise, shard: 64 }))).toBeLessThan(limit);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names the file of weights that is torn, or missing', async () => {
    const home = await convert('torn', { shard: 100 });
    const second = (await readdir(home)).find((file) => file.startsWith('group1-shard2of'))!;
    await truncate(join(home, second), 60);
    await expect(readTfjsWeights(home)).rejects.toMatchObject({
      code: 'TORN_WEIGHTS',
      message: expect.stringContaining(`The file ${second} has 60 bytes; expected 100.`) as string,
    });
    await rm(join(home, second));
    await expect(readTfjsWeights(home)).rejects.toThrow(new RegExp(`no file .*${second}`));
    const last = await convert('last');
    await truncate(join(last, 'group1-shard1of1.bin'), 4);
    await expect(readTfjsWeights(last)).rejects.toThrow(/group1-shard1of1\.bin has 4 bytes; expected \d+\./);
    const more = await convert('more', { change: (entries) => void entries.pop() });
    await expect(readTfjsWeights(more)).rejects.toThrow(/The files group1-shard1of1\.bin have \d+ bytes/);
  });

  it('names what is missing, unknown, misshapen, or of a type that is none of weights', async () => {
    const refused = async (name: string, change: (entries: Entry[]) => void): Promise<string> => {
      const model = createModel('cnn', CNN);
      try {
        loadKerasWeights(model, { name: 'cnn' }, await readTfjsWeights(await convert(name, { change })));
      } catch (caught) {
        const { code, message } = caught as { code: string; message: string };
        return `${code}: ${message}`;
      } finally {
        model.dispose();
      }
      return 'loaded';
    };
    expect(await refused('renamed', (all) => void (all.at(-1)!.name = 'logit/kernel2'))).toMatch(
      /^WEIGHTS_MISMATCH: .*missing: logit\.\w+; unknown: logit\/kernel2/,
    );
    const dense = (all: Entry[]): Entry => all.find(({ name }) => name === 'dense1/kernel')!;
    expect(await refused('turned', (all) => void (dense(all).shape = [4, 3]))).toMatch(
      /of another shape: dense1\.weight \[3, 4\] instead of \[4, 3\]/,
    );
    expect(await refused('whole numbers', (all) => void (dense(all).dtype = 'int32'))).toMatch(
      /^UNSUPPORTED_DTYPE: The tensor dense1\/kernel has numbers of type int32/,
    );
    expect(await refused('texts', (all) => void (dense(all).dtype = 'string'))).toMatch(
      /^UNSUPPORTED_DTYPE: The tensor dense1\/kernel has numbers of type string/,
    );
    expect(
      await refused('odd', (all) => void Object.assign(dense(all), { quantization: { dtype: 'uint4' } })),
    ).toMatch(/^UNSUPPORTED_DTYPE: The tensor dense1\/kernel has numbers of type \{"dtype":"uint4"\}/);
  });
});

describe('parseTfjsWeights', () => {
  const modelTopology = { class_name: 'Sequential', config: { layers: [] } };

  it('finds the layer in a path, by the configuration where it names one', () => {
    const layers = [{ class_name: 'Conv2D', config: { name: 'conv' } }];
    const names = ['conv/conv/kernel', 'net/bn/gamma', 'conv1/bn/beta'];
    const weightSpecs = names.map((name) => ({ name, shape: [1], dtype: 'float32' as const }));
    const weightData = Float32Array.of(1, 2, 3).buffer;
    const read = parseTfjsWeights({
      modelTopology: { ...modelTopology, config: { layers } },
      weightSpecs,
      weightData,
    });
    expect(read.layers.map(({ name, weights }) => [name, ...weights.keys()])).toEqual([
      ['conv', 'kernel'],
      ['bn', 'gamma'],
      ['conv1_bn', 'beta'],
    ]);
  });

  it('refuses what is no layers model, and bytes of another number', () => {
    const weightSpecs = [{ name: 'a/bias', shape: [2], dtype: 'float32' as const }];
    const weightData = new ArrayBuffer(4);
    expect(() => parseTfjsWeights({ format: 'graph-model', modelTopology: {} })).toThrow(/graph model/);
    expect(() => parseTfjsWeights({ modelTopology: {} })).toThrow(/lists no layers/);
    expect(() => parseTfjsWeights({ modelTopology })).toThrow(/no weights/);
    expect(() => parseTfjsWeights({ modelTopology, weightSpecs, weightData })).toThrow(
      /have 4 bytes; the model's list of 1 weights needs 8/,
    );
    const twice = [...weightSpecs, ...weightSpecs];
    expect(() =>
      parseTfjsWeights({ modelTopology, weightSpecs: twice, weightData: new ArrayBuffer(16) }),
    ).toThrow(/two weights a\/bias/);
  });
});
