import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv, pixelImage, randomStream } from '@pneumo/core';
import type { Sample } from '@pneumo/data';
import { encodePng } from '@pneumo/data/node';
import { createModel, type DataContract, modelContract } from '@pneumo/models';
import { saveEnsembleToFolder, saveModelToFolder } from '@pneumo/models/node';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../src/cli/context.ts';
import { predictPart } from '../src/pipeline/judge.ts';
import { inProcess, type Said } from './support/inProcess.ts';
import { newFolder } from './support/pneumo.ts';

const folder = newFolder();
const CONFIG = { inputSize: 32, filters: [3], dense: [4], seed: 1 };
const contract: DataContract = modelContract('cnn', CONFIG);

const pneumo = (...args: string[]): Promise<Said> =>
  inProcess([args[0]!, ...args.slice(1), '--engine=cpu'], folder, { env: {} });

/** A model whose every answer is beyond what a float holds. */
function hugeModel(): LayersModel {
  const model = createModel('cnn', CONFIG);
  model.setWeights(model.getWeights().map((weight) => tf.fill(weight.shape, 1e30)));
  return model;
}

beforeAll(async () => {
  await tf.setBackend('cpu');
  await saveModelToFolder(join(folder, 'model'), createModel('cnn', CONFIG), contract);
  mkdirSync(join(folder, 'films'));
  for (const name of ['a', 'b', 'c', 'd']) {
    const stream = randomStream(name.charCodeAt(0), 'film');
    const pixels = Uint8Array.from({ length: 1600 }, () => stream.integer(256));
    writeFileSync(join(folder, 'films', `${name}.png`), await encodePng(pixelImage(40, 40, 1, pixels)));
  }
});

describe('pneumo predict', () => {
  it('skips bad files by name when asked, and judges the others as if they were not there', async () => {
    const whole = await pneumo('predict', 'model', 'films');
    expect(whole.code, whole.stderr).toBe(0);
    mkdirSync(join(folder, 'mixed'));
    for (const name of ['a', 'b', 'c', 'd'])
      writeFileSync(join(folder, 'mixed', `${name}.png`), readFileSync(join(folder, 'films', `${name}.png`)));
    writeFileSync(join(folder, 'mixed', 'aa.png'), 'no image');
    writeFileSync(join(folder, 'mixed', 'zz.png'), '');
    const { code, stdout, stderr } = await pneumo(
      ...['predict', 'model', 'mixed', '--bad-files=skip', '--batch-size=2'],
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Skipped: .*aa\.png[\s\S]*Skipped: .*zz\.png/);
    expect(stdout).toBe(whole.stdout.replaceAll('films/', 'mixed/'));
  });

  it('stops at the first batch with a bad file, unless all are bad, when it looks at each', async () => {
    writeFileSync(join(folder, 'mixed', 'e.png'), 'no image');
    const stopped = await pneumo('predict', 'model', 'mixed', '--batch-size=2');
    expect(stopped.code).toBe(3);
    expect(stopped.stderr).toMatch(/1 of 2 files cannot be used: .*aa\.png/);
    expect(stopped.stderr).not.toMatch(/e\.png|zz\.png/);
    mkdirSync(join(folder, 'bad'));
    for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, 'bad', `${name}.png`), 'no image');
    const all = await pneumo('predict', 'model', 'bad', '--bad-files=skip', '--batch-size=2');
    expect(all.code).toBe(3);
    expect(all.stderr).toContain('3 of 3 files cannot be used');
  });

  it('writes rows into a file, and replaces none unless told so', async () => {
    const { stdout } = await pneumo('predict', 'model', 'films');
    expect(await pneumo('predict', 'model', 'films', '--out=rows.csv')).toMatchObject({
      code: 0,
      stdout: '',
    });
    const written = readFileSync(join(folder, 'rows.csv'), 'utf8');
    expect(written.trimEnd()).toBe(stdout);
    expect(parseCsv(written, 'rows.csv', { required: ['file', 'probability', 'class'] })).toHaveLength(4);
    const film = readFileSync(join(folder, 'films/a.png'));
    for (const out of ['rows.csv', 'films/a.png', 'films']) {
      const refused = await pneumo('predict', 'model', 'films/b.png', `--out=${out}`);
      expect(refused.code).toBe(4);
      expect(refused.stderr).toMatch(/exists, and is left as it is\. .*--overwrite|is no file; name a file/);
    }
    expect(readFileSync(join(folder, 'films/a.png')).equals(film)).toBe(true);
    const replaced = await pneumo('predict', 'model', 'films/b.png', '--out=rows.csv', '--overwrite');
    expect(replaced.code, replaced.stderr).toBe(0);
    expect(readFileSync(join(folder, 'rows.csv'), 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('says which formats it reads', async () => {
    for (const command of ['predict', 'explain'])
      expect((await inProcess([command, '--help'], folder)).stdout.replace(/\s+/g, ' ')).toContain(
        'Images (JPEG, PNG, TIFF, WebP, GIF, DICOM) and folders',
      );
  });

  it('names the film to which the model answers with no number, whatever batch it stands in', async () => {
    await saveModelToFolder(join(folder, 'huge'), hugeModel(), contract);
    const { code, stderr } = await pneumo('predict', 'huge', 'films/c.png', 'films/b.png', '--batch-size=1');
    expect(stderr).toContain('The model answers with no finite number to films/c.png');
    expect(code).toBe(7);
    const samples = ['x', 'y'].map((id): Sample => ({ id, patient: id, source: 'demo', label: 'NORMAL' }));
    const dataset = {
      samples,
      split: {
        schemaVersion: 1,
        name: 'patient',
        seed: 1,
        train: [],
        val: ['y', 'x'],
        test: [],
        leftOut: [],
      },
      pixels: { size: 32, get: () => pixelImage(32, 32, 1, new Uint8Array(1024)) },
    } as unknown as Parameters<typeof predictPart>[3];
    const context = { progressStream: { write: () => true }, now: () => 0 } as unknown as Context;
    await expect(predictPart(context, hugeModel(), contract, dataset, 'val', 1)).rejects.toMatchObject({
      code: 'NON_FINITE_LOGITS',
      message: expect.stringContaining('no finite number to y:'),
    });
  });

  it('ends with the code of models where one is damaged', async () => {
    await saveModelToFolder(join(folder, 'flipped'), createModel('cnn', CONFIG), contract);
    const path = join(folder, 'flipped/weights.bin');
    const bytes = readFileSync(path);
    bytes[0]! ^= 1;
    writeFileSync(path, bytes);
    const flipped = await pneumo('predict', 'flipped', 'films');
    expect(flipped.stderr).toContain('are not those that model.json was saved with');
    rmSync(path);
    const gone = await pneumo('predict', 'flipped', 'films');
    expect(gone.stderr).toMatch(/There is no file .*weights\.bin/);
    mkdirSync(path);
    const folderInstead = await pneumo('predict', 'flipped', 'films');
    expect(folderInstead.stderr).toContain('weights.bin cannot be read (EISDIR)');
    expect([flipped.code, gone.code, folderInstead.code]).toEqual([7, 7, 7]);
  });

  it('says why an ensemble or a model cannot be moved to another prevalence', async () => {
    const member = { name: 'model', folder: join(folder, 'model') };
    await saveEnsembleToFolder(join(folder, 'pair'), [member, member], {
      rule: { method: 'mean-logit', weights: [0.5, 0.5], intercept: 0 },
      classNames: ['NORMAL', 'PNEUMONIA'],
    });
    const pair = await pneumo('predict', 'pair', 'films', '--prevalence=0.1');
    expect(pair.stderr).toMatch(/this ensemble cannot say: its members speak of different ones/);
    expect(pair.stderr).not.toContain('train it anew');
    const alone = await pneumo('predict', 'model', 'films', '--prevalence=0.1');
    expect(alone.stderr).toContain('train it anew');
    expect([pair.code, alone.code]).toEqual([7, 7]);
  });
});

describe('pneumo explain', () => {
  it('leaves the folder of a model alone: overlays of one have a folder of their own', async () => {
    const refused = await pneumo('explain', 'model', 'films/a.png');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('is the folder of a model, in which nothing else may stand');
    expect(existsSync(join(folder, 'model/explain-files'))).toBe(false);
    expect(await pneumo('explain', 'model', 'films/a.png', '--out=maps')).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, 'maps/a.png'))).toBe(true);
  });
});
