import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createModel, formatSafetensors, parseSafetensors, weightsToSafetensors } from '@pneumo/models';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../src/cli/context.ts';
import { RECIPES } from '../src/config/recipes.ts';
import { resolveConfig } from '../src/config/resolveConfig.ts';
import { checkCourse } from '../src/pipeline/checkCourse.ts';
import { readWeights } from '../src/pipeline/readWeights.ts';
import { inProcess } from './support/inProcess.ts';
import { newFolder, TINY } from './support/pneumo.ts';

const folder = newFolder();

describe('settings that cannot be', () => {
  const weights: Buffer[] = [];

  it.each(['0', '-0.001', 'Infinity', '1e999', 'NaN'])('refuses a learning rate of %s', async (rate) => {
    const { code, stderr } = await inProcess(['train', `--lr=${rate}`], folder);
    expect(code).toBe(2);
    expect(stderr).toContain(`--lr is '${rate}'; expected a number above 0 and at most 10.`);
  });

  it.each(['--lr=1e-46', '--clip-norm=1e-39'])('refuses %s, which is 0 where it is used', async (flag) => {
    const { code, stderr } = await inProcess(['train', flag], folder);
    expect(code).toBe(2);
    expect(stderr).toContain(`is '${flag.split('=')[1]}'; expected a number of at least 1.2e-38`);
  });

  it.each([
    [['--average=swa:10', '--epochs=6'], '--average=swa:10 begins with epoch 10, but --epochs=6 ends before'],
    [['--warmup-epochs=50', '--epochs=6'], '--warmup-epochs=50 is no less than --epochs=6'],
    [['--warmup-epochs=2', '--schedule=one-cycle'], '--schedule=one-cycle has a course of its own'],
    [
      ['--warmup-epochs=0.5', '--schedule=cyclic-cosine', '--epochs=6'],
      '--schedule=cyclic-cosine has a course of its own',
    ],
  ])('refuses %s, which could not take effect', async (flags, said) => {
    const { code, stderr } = await inProcess(['train', '--recipe=study', ...flags, '--out=none'], folder);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  it('refuses a warm-up of a configuration file too, unless it is what the recipe says anyway', async () => {
    const config = { ...resolveConfig({}, { recipe: 'study' }), schedule: 'one-cycle' } as const;
    expect(() => checkCourse(config, config, {})).not.toThrow();
    const other = { ...config, warmupEpochs: 2 };
    expect(() => checkCourse(other, other, {})).toThrow(/--warmup-epochs=2/);
  });

  it.each(Object.keys(RECIPES))('takes the recipe %s also for one epoch, under every schedule', (recipe) => {
    for (const schedule of ['constant', 'cosine', 'cyclic-cosine', 'one-cycle', 'step', 'plateau'] as const) {
      const flags = { recipe, schedule, epochs: 1, cycles: 1 };
      expect(() => checkCourse(resolveConfig({}, flags), {}, flags)).not.toThrow();
    }
  });

  it.each([
    ['rate.toml', 'lr = inf', 'lr is Infinity'],
    ['rate.json', '{ "lr": 1e999 }', 'lr is Infinity'],
    ['zero.json', '{ "lr": 0 }', 'lr is 0'],
  ])('refuses the learning rate of the configuration %s', async (name, text, said) => {
    writeFileSync(join(folder, name), text);
    const { code, stderr } = await inProcess(['train', `--config=${name}`], folder);
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`${name}: ${said}; expected a number above 0`));
  });

  it.each(['--mixup=0.2', '--cutmix=1'])(
    'refuses %s beside features computed once, before any is computed',
    async (flag) => {
      const { code, stderr } = await inProcess(['train', flag, '--reuse-prefix=3', '--out=mixed'], folder);
      expect(code).toBe(2);
      expect(stderr).toContain(`${flag} mixes images, but --reuse-prefix=3 trains on features`);
      expect(existsSync(join(folder, 'mixed'))).toBe(false);
    },
  );

  it('names the class that has fewer patients than there are folds', async () => {
    const { code, stderr } = await inProcess(
      ['split', '--kind=k-fold', '--folds=50', '--phantom-patients=20', '--out=folds'],
      folder,
    );
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /There are \d+ patients of class NORMAL for 50 folds.*Take fewer folds or add images/,
    );
  });

  it.each(['keep', 'pad'])(
    'takes a batch larger than the set as one step of all of it (%s)',
    async (last) => {
      const settings = TINY.filter((flag) => !/batch-size|overlays/.test(flag));
      const { code, stderr } = await inProcess(
        ['train', ...settings, '--overlays=0', '--batch-size=4096', `--last-batch=${last}`, `--out=${last}`],
        folder,
      );
      expect(code, stderr).toBe(0);
      expect(stderr).toMatch(
        /--batch-size=4096 is more than the \d+ training images, so each epoch is one step/,
      );
      const rows = readFileSync(join(folder, last, 'history.jsonl'), 'utf8')
        .trim()
        .split('\n');
      expect(rows.map((row) => JSON.parse(row).step)).toEqual([1, 2]);
      weights.push(readFileSync(join(folder, last, 'model/weights.bin')));
      expect(weights.at(-1)!.equals(weights[0]!)).toBe(true);
    },
    60_000,
  );
});

describe('weights that cannot be', () => {
  const config = { inputSize: 32, filters: [2], dense: [] };
  const load = async (name: string, bytes: Uint8Array): Promise<string> => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    const model = createModel('cnn', config);
    try {
      (await readWeights({} as Context, path))(model, { name: 'cnn', config });
    } catch (error) {
      const { code, message } = error as { code: string; message: string };
      return `${code}: ${message.replace(folder, 'HERE')}`;
    } finally {
      model.dispose();
    }
    return 'taken';
  };
  const written = async (change: (values: Map<string, Float32Array>) => void): Promise<Uint8Array> => {
    const { tensors } = parseSafetensors(
      await weightsToSafetensors(createModel('cnn', config), { name: 'cnn' }),
    );
    const values = new Map([...tensors].map(([name, tensor]) => [name, tensor.read().slice()]));
    change(values);
    return formatSafetensors(
      new Map([...values].map(([name, one]) => [name, { shape: tensors.get(name)!.shape, values: one }])),
    );
  };

  beforeAll(() => tf.setBackend('cpu'));

  it('takes what was written', async () => {
    expect(await load('good.safetensors', await written(() => {}))).toBe('taken');
  });

  it('names the weights of another architecture', async () => {
    const other = createModel('resnet18', { inputSize: 32 }, { weights: 'zeros' });
    const said = await load('other.safetensors', await weightsToSafetensors(other, { name: 'resnet18' }));
    expect(said).toMatch(
      /^WEIGHTS_MISMATCH: --weights HERE\/other\.safetensors: The weights are not those of this cnn; missing: block1_conv1\.weight, .*unknown: bn1\.bias/,
    );
  });

  it('names a weight that is NaN, and overlapping tensors', async () => {
    const nan = Buffer.from(await written((values) => (values.get('block1_bn1.bias')![1] = 12345)));
    nan.writeFloatLE(NaN, nan.indexOf(Buffer.from(Float32Array.of(12345).buffer)));
    expect(await load('nan.safetensors', nan)).toMatch(
      /^NON_FINITE_WEIGHTS: --weights HERE\/nan\.safetensors: The weight block1_bn1\.bias is NaN at index 1; expected finite numbers/,
    );
    const good = await written(() => {});
    const text = Buffer.from(good)
      .toString('latin1')
      .replace('"data_offsets":[8,16]', '"data_offsets":[7,15]');
    expect(await load('overlap.safetensors', Buffer.from(text, 'latin1'))).toMatch(
      /^INVALID_SAFETENSORS: --weights HERE\/overlap\.safetensors: .*begins at byte 7 of the data; the one before it ends at 8/,
    );
    expect(await load('torn.safetensors', good.subarray(0, good.length - 3))).toMatch(
      /^INVALID_SAFETENSORS: .*within \d+ bytes of data.*get it again from its source/,
    );
  });

  it('refuses a pickle with code in it, and executes nothing', async () => {
    const url = new URL('../../../libs/models/test/fixtures/checkpoints.json', import.meta.url);
    const files = JSON.parse(readFileSync(url, 'utf8')) as { evil: string };
    expect(await load('evil.pth', Buffer.from(files.evil, 'base64'))).toMatch(
      /^UNSAFE_PICKLE: --weights HERE\/evil\.pth: .*names posix\.system;/,
    );
  });
});
