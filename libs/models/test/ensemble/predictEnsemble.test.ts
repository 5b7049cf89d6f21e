import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sigmoid } from '@pneumo/metrics';
import { type EnsembleContract, predictEnsemble, predictLogits, probabilityOfLogit } from '@pneumo/models';
import { loadEnsembleFromFolder, saveEnsembleToFolder, saveModelToFolder } from '@pneumo/models/node';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import '../cpuBackend.ts';
import { largestDifference, noiseImages, randomiseWeights, tinyCnn } from '../tinyCnn.ts';

let root: string;
const small = tinyCnn();
const large = tinyCnn({ inputSize: 40, channels: 3 });
const images = [noiseImages(3), noiseImages(3, 40)];
const rule = { method: 'mean-probability', weights: [0.5, 0.5], intercept: 0 } as const;
const outcome: Omit<EnsembleContract, 'schemaVersion' | 'members'> = {
  rule: { ...rule, weights: [...rule.weights] },
  classNames: ['NORMAL', 'PNEUMONIA'],
  threshold: { value: 0.4, rule: 'youden', chosenOn: 'val' },
  calibration: { method: 'temperature', temperature: 2, fittedOn: 'val' },
};
const members = (): { name: string; folder: string }[] =>
  ['small', 'large'].map((name) => ({ name, folder: join(root, name) }));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'pneumo-ensemble-'));
  large.contract.testTimeAugmentation = 'flip';
  for (const [m, { model, contract }] of [small, large].entries()) {
    randomiseWeights(model, m);
    await saveModelToFolder(join(root, ['small', 'large'][m]!), model, contract);
  }
});
afterAll(async () => rm(root, { recursive: true }));

describe('an ensemble in a folder', () => {
  it('predicts as its members do, each by its own contract, brought together by its rule', async () => {
    const written = await saveEnsembleToFolder(join(root, 'both'), members(), outcome);
    const ensemble = await loadEnsembleFromFolder(join(root, 'both'));
    expect(ensemble.contract).toEqual(written);
    expect(await readdir(join(root, 'both', 'members', '2'))).toContain('MODEL_CARD.md');
    const before = tf.memory().numTensors;
    const logits = await predictEnsemble(ensemble, images, { batchSize: 2 });
    expect(tf.memory().numTensors).toBe(before);
    const alone = [
      await predictLogits(small.model, small.contract, images[0]!),
      await predictLogits(large.model, large.contract, images[1]!),
    ];
    const means = Array.from(alone[0]!, (logit, i) => (sigmoid(logit) + sigmoid(alone[1]![i]!)) / 2);
    expect(largestDifference(logits.map(sigmoid), means)).toBeLessThan(1e-6);
    expect(probabilityOfLogit(ensemble.contract, logits[0]!)).toBe(sigmoid(logits[0]! / 2));
    await expect(predictEnsemble(ensemble, [images[0]!])).rejects.toThrow(/2 members and 1 lists of images/);
    ensemble.members.forEach(({ model }) => model.dispose());
  });

  it('holds the members alone, a card of its own, and the manifest that all were trained on', async () => {
    const contract = { ...small.contract, manifestHash: 'abc' };
    for (const name of ['one', 'two']) await saveModelToFolder(join(root, name), small.model, contract);
    await mkdir(join(root, 'one', 'explain-files'));
    const save = (name: string, ...of: string[]): Promise<EnsembleContract> =>
      saveEnsembleToFolder(
        join(root, name),
        of.map((member) => ({ name: member, folder: join(root, member) })),
        outcome,
      );
    expect((await save('agreed', 'one', 'two')).manifestHash).toBe('abc');
    expect(await save('mixed', 'one', 'small')).not.toHaveProperty('manifestHash');
    expect((await readdir(join(root, 'agreed', 'members', '1'))).sort()).toEqual([
      'MODEL_CARD.md',
      'model.json',
      'weights.bin',
    ]);
    const card = await readFile(join(root, 'agreed', 'MODEL_CARD.md'), 'utf8');
    expect(card).toContain('# Ensemble of 2 models for chest X-rays');
    expect(card).toContain('- members/2: two, cnn at 32×32 pixels, weight 0.5000;');
    expect(card).toContain('- Threshold: 0.4 (youden, chosen on val)');
    expect(card).toContain('- Training manifest: abc');
  });

  it('tells a folder that cannot be written from a member that cannot be read', async () => {
    await writeFile(join(root, 'file'), '');
    await expect(saveEnsembleToFolder(join(root, 'file', 'x'), members(), outcome)).rejects.toMatchObject({
      code: 'NOT_WRITABLE',
    });
    await saveModelToFolder(join(root, 'card'), small.model, small.contract);
    await rm(join(root, 'card', 'MODEL_CARD.md'));
    await mkdir(join(root, 'card', 'MODEL_CARD.md'));
    const torn = [members()[0]!, { name: 'card', folder: join(root, 'card') }];
    await mkdir(join(root, 'empty'));
    for (const place of ['unread', 'empty']) {
      await expect(saveEnsembleToFolder(join(root, place), torn, outcome)).rejects.toMatchObject({
        code: 'MODEL_NOT_READABLE',
        details: { systemCode: 'EISDIR' },
      });
    }
    // Nothing is left in part: the same command may be given again.
    await expect(readdir(join(root, 'unread'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(join(root, 'empty'))).toEqual([]);
  });

  it('refuses a member that was exchanged, a file that is damaged, and what is no ensemble', async () => {
    const folder = join(root, 'exchanged');
    await saveEnsembleToFolder(folder, members(), outcome);
    await expect(saveEnsembleToFolder(folder, members(), outcome)).rejects.toMatchObject({
      code: 'FOLDER_NOT_EMPTY',
    });
    await cp(join(folder, 'members/1'), join(folder, 'members/2'), { recursive: true });
    const before = tf.memory().numTensors;
    await expect(loadEnsembleFromFolder(folder)).rejects.toThrow(/is not the model 'large'/);
    expect(tf.memory().numTensors).toBe(before);
    const file = join(folder, 'ensemble.json');
    const contract = JSON.parse(await readFile(file, 'utf8')) as EnsembleContract;
    const refusals: [object, RegExp][] = [
      [{ schemaVersion: 2 }, /^CONTRACT_VERSION: .*version 2/],
      [{ members: [] }, /members is \[\]/],
      [
        { members: contract.members.slice(1) },
        /rule.weights is \[0.5,0.5\]; expected one weight for each of 1/,
      ],
      [
        { members: contract.members.map((member) => ({ ...member, folder: '../small' })) },
        /members\[0\].folder is "..\/small"; expected a folder below/,
      ],
      [{ rule: { ...contract.rule, method: 'vote' } }, /method is 'vote'/],
      [{ threshold: { value: 2 } }, /threshold.value is 2/],
    ];
    for (const [change, message] of refusals) {
      await writeFile(file, JSON.stringify({ ...contract, ...change }));
      await expect(
        loadEnsembleFromFolder(folder).catch((error: { code: string; message: string }) => {
          throw new Error(`${error.code}: ${error.message}`);
        }),
      ).rejects.toThrow(message);
    }
    await writeFile(file, '{');
    await expect(loadEnsembleFromFolder(folder)).rejects.toMatchObject({ code: 'CORRUPT_FILE' });
    await expect(loadEnsembleFromFolder(root)).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});
