import { mkdir, mkdtemp, readFile, readdir, rename, rm, truncate, writeFile } from 'node:fs/promises';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel, saveModel } from '@pneumo/models';
import { loadModelFromFolder, saveModelToFolder } from '@pneumo/models/node';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FolderFileSystem, replaceFolder } from '../../src/node/replaceFolder.ts';
import '../cpuBackend.ts';
import { answer, noiseBatch, randomiseWeights, tinyCnn, weightValues } from '../tinyCnn.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'pneumo-models-'));
});
afterEach(async () => rm(root, { recursive: true }));

async function savedFolder() {
  const { model, contract } = tinyCnn();
  randomiseWeights(model);
  const folder = join(root, 'run', 'model');
  await saveModelToFolder(folder, model, contract);
  return { model, contract, folder };
}

/** What `fetch` is to a browser, for files. */
const fileFetch = (async (path: string) => new Response(await readFile(path))) as unknown as typeof fetch;

describe('saveModelToFolder and loadModelFromFolder', () => {
  it('keep weights, contract and logits', async () => {
    const { model, contract, folder } = await savedFolder();
    expect((await readdir(folder)).sort()).toEqual(['MODEL_CARD.md', 'model.json', 'weights.bin']);
    expect(await readdir(join(root, 'run'))).toEqual(['model']);
    const loaded = await loadModelFromFolder(folder);
    expect(loaded.contract).toEqual(contract);
    expect(weightValues(loaded.model)).toEqual(weightValues(model));
    expect(loaded.model.getUserDefinedMetadata()).toEqual({ pneumo: contract });
  });

  it("write TensorFlow.js' own layout, which its loaders read", async () => {
    const { model, folder } = await savedFolder();
    const plain = await tfl.loadLayersModel(tf.io.http(join(folder, 'model.json'), { fetchFunc: fileFetch }));
    const x = noiseBatch(model, 2);
    expect(answer(plain, x)).toEqual(answer(model, x));
  });

  it('keep the hash of the weights out of what is trained on and saved by other means', async () => {
    const { contract, folder } = await savedFolder();
    const artifactsOf = (): Promise<tf.io.ModelArtifacts> =>
      tf.io.http(join(folder, 'model.json'), { fetchFunc: fileFetch }).load!();
    const plain = await tfl.loadLayersModel(tf.io.http(join(folder, 'model.json'), { fetchFunc: fileFetch }));
    for (const model of [(await loadModel(await artifactsOf())).model, plain]) {
      tf.tidy(() => void model.weights[0]!.write(tf.ones(model.weights[0]!.shape as number[])));
      expect((await saveModel(model, contract)).userDefinedMetadata).toEqual({ pneumo: contract });
    }
  });

  it('refuse changed weights from any place, not from a folder alone', async () => {
    const { folder } = await savedFolder();
    const artifacts = await tf.io.http(join(folder, 'model.json'), { fetchFunc: fileFetch }).load!();
    const weightData = tf.io.CompositeArrayBuffer.join(artifacts.weightData).slice(0);
    await loadModel({ ...artifacts, weightData });
    new Uint8Array(weightData)[1]! ^= 1;
    const before = tf.memory().numTensors;
    await expect(loadModel({ ...artifacts, weightData })).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('replace a model, but nothing else', async () => {
    const { contract, folder } = await savedFolder();
    const other = tinyCnn({ filters: [2] });
    await saveModelToFolder(folder, other.model, { ...contract, manifestHash: 'new' });
    expect((await loadModelFromFolder(folder)).contract.manifestHash).toBe('new');
    await writeFile(join(folder, 'notes.txt'), 'mine');
    await expect(saveModelToFolder(folder, other.model, contract)).rejects.toThrow(
      /holds 'notes.txt'; expected a new folder/,
    );
    expect((await readdir(folder)).sort()).toEqual([
      'MODEL_CARD.md',
      'model.json',
      'notes.txt',
      'weights.bin',
    ]);
  });

  it('refuse a folder below a file', async () => {
    const { model, contract } = tinyCnn();
    await writeFile(join(root, 'file'), '');
    await expect(saveModelToFolder(join(root, 'file', 'model'), model, contract)).rejects.toMatchObject({
      code: 'NOT_WRITABLE',
    });
    await expect(saveModelToFolder(join(root, 'file'), model, contract)).rejects.toMatchObject({
      code: 'NOT_WRITABLE',
    });
  });

  it('name the file that is missing', async () => {
    const { folder } = await savedFolder();
    await rm(join(folder, 'weights.bin'));
    await expect(loadModelFromFolder(folder)).rejects.toThrow(
      /no file .*weights.bin; expected a folder with model.json/,
    );
    await expect(loadModelFromFolder(join(root, 'none'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  it('tell torn weights from changed ones', async () => {
    const { folder } = await savedFolder();
    const path = join(folder, 'weights.bin');
    const bytes = await readFile(path);
    bytes[1]! ^= 1;
    await writeFile(path, bytes);
    await expect(loadModelFromFolder(folder)).rejects.toThrow(/not those that model.json was saved with/);
    await truncate(path, 100);
    await expect(loadModelFromFolder(folder)).rejects.toMatchObject({ code: 'TORN_WEIGHTS' });
  });

  it('refuse a hash of the weights that is no text but 20,000 lists in each other', async () => {
    const { folder } = await savedFolder();
    const path = join(folder, 'model.json');
    const deep = '['.repeat(20_000) + ']'.repeat(20_000);
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace(/"weightsSha256":"\w+"/, `"weightsSha256":${deep}`));
    await expect(loadModelFromFolder(folder)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });

  it.each([
    ['no JSON', '{"modelTopology"', /is not JSON/],
    ['JSON of something else', '{"a":1}', /has no modelTopology/],
    ['null', 'null', /has no modelTopology/],
    ['no manifest', '{"modelTopology":{}}', /has no weightsManifest/],
    [
      'a path that leads out',
      '{"modelTopology":{},"weightsManifest":[{"paths":["../x"],"weights":[]}]}',
      /no weightsManifest/,
    ],
    [
      'a negative shape',
      '{"modelTopology":{},"weightsManifest":[{"paths":["w"],"weights":[{"name":"a","dtype":"float32","shape":[-1]}]}]}',
      /no weightsManifest/,
    ],
  ])('refuse a model.json with %s', async (_, text, message) => {
    const { folder } = await savedFolder();
    await writeFile(join(folder, 'model.json'), text);
    const loading = loadModelFromFolder(folder);
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
  });
});

describe('replaceFolder', () => {
  const failing = (changes: Partial<FolderFileSystem>): FolderFileSystem => ({ ...fs, ...changes });
  const systemError = (code: string): Error => Object.assign(new Error(code), { code });
  const bytes = Uint8Array.of(1);

  it('leaves the old folder and nothing else when the disk is full', async () => {
    const folder = join(root, 'model');
    await mkdir(folder);
    await writeFile(join(folder, 'a'), 'old');
    const full = failing({ open: (async () => Promise.reject(systemError('ENOSPC'))) as never });
    await expect(replaceFolder(folder, { a: bytes }, full)).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(await readdir(root)).toEqual(['model']);
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old');
  });

  it('brings the old folder back when the new one cannot take its place', async () => {
    const folder = join(root, 'model');
    await mkdir(folder);
    await writeFile(join(folder, 'a'), 'old');
    let calls = 0;
    const second = failing({
      rename: (async (from: string, to: string) => {
        if (++calls === 2) throw systemError('EACCES');
        await rename(from, to);
      }) as never,
    });
    await expect(replaceFolder(folder, { a: bytes }, second)).rejects.toMatchObject({ code: 'NOT_WRITABLE' });
    expect(calls).toBe(3);
    expect(await readdir(root)).toEqual(['model']);
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old');
  });
});
