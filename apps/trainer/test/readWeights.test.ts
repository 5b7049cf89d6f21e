import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createModel, modelContract, parameterNames } from '@pneumo/models';
import { saveModelToFolder } from '@pneumo/models/node';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../src/cli/context.ts';
import { readWeights } from '../src/pipeline/readWeights.ts';
import { newFolder } from './support/pneumo.ts';

// Keeps tfjs from advertising tfjs-node on the console, which fails a test.
tf.env().set('IS_TEST', true);

const folder = newFolder();
/** Files need nothing of it. */
const context = {} as Context;
const config = { inputSize: 32, channels: 1 as const, filters: [2, 3], convsPerBlock: 1, dense: [4] };
const fixture = JSON.parse(
  readFileSync(new URL('../../../libs/models/test/fixtures/keras.json', import.meta.url), 'utf8'),
) as { cnns: { name: string; file: string }[] };

beforeAll(() => tf.setBackend('cpu'));

function weightsOf(model: LayersModel, layer: string): number[][] {
  return model
    .getLayer(layer)
    .getWeights()
    .map((weight) => Array.from(weight.dataSync()));
}

describe('readWeights', () => {
  it.each(['.h5', '.keras'])('begins with a %s file of Keras, the logit aside', async (suffix) => {
    const text = fixture.cnns.find(({ name }) => name.endsWith(` ${suffix}`))!.file;
    const path = join(folder, `film${suffix}`);
    writeFileSync(path, gunzipSync(Buffer.from(text, 'base64')));
    const [model, untouched] = [createModel('cnn', config), createModel('cnn', config)];
    (await readWeights(context, path))(model, { name: 'cnn', config });
    expect(weightsOf(model, 'dense1')).not.toEqual(weightsOf(untouched, 'dense1'));
    expect(weightsOf(model, 'logit')).toEqual(weightsOf(untouched, 'logit'));
  });

  it('begins with the model folder of another run, and with its model.json', async () => {
    const saved = createModel('cnn', { ...config, seed: 7 });
    const contract = modelContract('cnn', config);
    await saveModelToFolder(join(folder, 'model'), saved, contract);
    for (const path of ['model', 'model/model.json']) {
      const model = createModel('cnn', config);
      const begin = await readWeights(context, join(folder, path));
      begin(model, contract.architecture);
      expect(weightsOf(model, 'block2_conv1')).toEqual(weightsOf(saved, 'block2_conv1'));
      const other = createModel('resnet18', { inputSize: 32 }, { weights: 'zeros' });
      expect(() => begin(other, { name: 'resnet18', config: {} })).toThrow(
        /The model there is a cnn; expected a resnet18\. Train with --model=cnn/,
      );
      expect(parameterNames(model, contract.architecture)).toContain('logit.weight');
    }
  });

  it('begins with a plain model.json of TensorFlow.js, which has no contract', async () => {
    const saved = createModel('cnn', { ...config, seed: 7 });
    const home = join(folder, 'plain');
    mkdirSync(home);
    await saved.save(
      tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
        const weightsManifest = [{ paths: ['group1-shard1of1.bin'], weights: weightSpecs }];
        writeFileSync(join(home, 'model.json'), JSON.stringify({ modelTopology, weightsManifest }));
        const bytes = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
        writeFileSync(join(home, 'group1-shard1of1.bin'), bytes);
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    for (const path of [home, join(home, 'model.json')]) {
      const [model, untouched] = [createModel('cnn', config), createModel('cnn', config)];
      (await readWeights(context, path))(model, { name: 'cnn', config });
      expect(weightsOf(model, 'block2_conv1')).toEqual(weightsOf(saved, 'block2_conv1'));
      expect(weightsOf(model, 'logit')).toEqual(weightsOf(untouched, 'logit'));
    }
    writeFileSync(join(home, 'group1-shard1of1.bin'), 'torn');
    await expect(readWeights(context, home)).rejects.toThrow(
      /^--weights .*plain: The file group1-shard1of1\.bin has 4 bytes; expected \d+\./,
    );
  });

  it('names the file in front of what is wrong with it', async () => {
    const refused = async (name: string, bytes: Uint8Array): Promise<unknown> => {
      writeFileSync(join(folder, name), bytes);
      return readWeights(context, join(folder, name)).catch((error: unknown) => error);
    };
    const long = new Uint8Array(16);
    new DataView(long.buffer).setBigUint64(0, 100_000_001n, true);
    expect(await refused('long.safetensors', long)).toMatchObject({
      code: 'INVALID_SAFETENSORS',
      message: expect.stringMatching(
        /^--weights .*long\.safetensors: .*header's length is 100000001; at most 100000000 bytes are read.*get it again/,
      ),
    });
    expect(await refused('torn.keras', new Uint8Array([0x50, 0x4b, 3, 4]))).toMatchObject({
      code: 'INVALID_KERAS_FILE',
      message: expect.stringMatching(
        /^--weights .*torn\.keras: .*no zip archive, or torn.*save the model anew/,
      ),
    });
    await expect(readWeights(context, join(folder, 'none.h5'))).rejects.toMatchObject({
      code: 'WEIGHTS_MISSING',
      message: expect.stringMatching(/none\.h5 cannot be read \(ENOENT\); name a \.safetensors file/),
    });
  });
});
