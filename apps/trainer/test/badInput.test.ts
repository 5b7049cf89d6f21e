import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatePhantom } from '@pneumo/data';
import { encodePng } from '@pneumo/data/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { inProcess, type Said } from './support/inProcess.ts';
import { pngFolder } from './support/pngFolder.ts';
import { newFolder, type Outcome, pneumo, TINY } from './support/pneumo.ts';

const folder = newFolder();
const SMALL = [
  '--image-size=32',
  '--filters=4,8',
  '--dense=8',
  '--epochs=1',
  '--resamples=100',
  '--overlays=0',
];

/** Without a process, but with the messages that a user would see. */
const run = (args: readonly string[]): Promise<Said> =>
  inProcess(args, folder, { env: { PNEUMO_CACHE: join(folder, 'cache') } });

function expectRefusal(outcome: Pick<Outcome, 'code' | 'stderr'>, code: number, ...texts: string[]): void {
  expect(outcome.stderr).not.toMatch(/\n\s+at /);
  expect(outcome.stderr).not.toContain('unexpected failure');
  for (const text of texts) expect(outcome.stderr).toContain(text);
  expect(outcome.code).toBe(code);
}

let good: string;
beforeAll(async () => {
  good = await pngFolder(folder, 'good');
});

describe('data that cannot be used', () => {
  it('names a folder that does not exist', async () => {
    expectRefusal(await run(['train', '--data=nowhere/at/all']), 3, 'nowhere');
  });

  it('names the class that is missing', async () => {
    const root = await pngFolder(folder, 'one-class', (files) => {
      for (const name of files.keys()) if (name.includes('/NORMAL/')) files.delete(name);
    });
    expectRefusal(await run(['train', `--data=${root}`]), 3, 'NORMAL');
  });

  it('says when there are no images', async () => {
    const root = join(folder, 'empty');
    mkdirSync(join(root, 'train/NORMAL'), { recursive: true });
    mkdirSync(join(root, 'train/PNEUMONIA'), { recursive: true });
    expectRefusal(await run(['train', `--data=${root}`]), 3, 'no images');
  });

  it('names and counts damaged, empty and misnamed files, and skips them only when asked', async () => {
    const root = await pngFolder(folder, 'bad-files', (files) => {
      const png = [...files.values()][0]!;
      files.set('train/NORMAL/empty.png', new Uint8Array());
      files.set('train/NORMAL/text.jpeg', new TextEncoder().encode('no image'));
      files.set('train/PNEUMONIA/torn.png', png.slice(0, png.length >> 1));
    });
    const refused = await run(['train', `--data=${root}`, ...SMALL, '--out=bad-files-run']);
    expectRefusal(refused, 3, '3 of', 'empty.png', 'text.jpeg', 'torn.png', 'skip');
    const skipped = await run(['train', `--data=${root}`, ...SMALL, '--bad-files=skip', '--out=skipped-run']);
    expect(skipped.code, skipped.stderr).toBe(0);
    expect(skipped.stderr).toContain('3 files could not be used');
    expect(readFileSync(join(folder, 'skipped-run/report.html'), 'utf8')).toContain('torn.png');
  }, 60_000);
});

describe('wrong usage', () => {
  it.each([
    [['train', '--epoch=3'], 'Did you mean --epochs?'],
    [['train', '--epochs=minus'], "--epochs is 'minus'; expected a whole number"],
    [['train', '--epochs=-1'], '--epochs'],
    [['train', '--lr=0'], '--lr is'],
    [['train', '--engine=abacus'], "--engine is 'abacus'; expected one of 'auto'"],
    [['train', '--recipe=quik'], 'Did you mean quick?'],
    [['train', '--epochs=1', '--epochs=2'], 'given twice'],
    [['trian'], 'Did you mean train?'],
    [['predict'], 'RUN is missing'],
  ])('%j is refused with what would be right', async (args, text) => {
    expectRefusal(await run(args), 2, text);
  });

  it.each([
    ['unknown.json', '{ "epochz": 3 }', "'epochz' is not a key of the configuration. Did you mean epochs?"],
    ['type.json', '{ "epochs": "three" }', "epochs is 'three'; expected a whole number from 1 to 10000"],
    ['broken.json', '{ "epochs": ', 'is not valid JSON'],
    ['broken.toml', 'epochs = = 3', 'is not valid TOML'],
    ['list.json', '[1]', 'no table of keys'],
  ])('the configuration %s is refused with its key or place', async (name, content, text) => {
    writeFileSync(join(folder, name), content);
    expectRefusal(await run(['train', `--config=${name}`]), 2, name, text);
  });
});

describe('output that cannot be written', () => {
  it('leaves another run alone', async () => {
    expect(
      (await run(['train', ...TINY, '--epochs=1', '--out=taken'].filter((flag) => flag !== '--epochs=2')))
        .code,
    ).toBe(0);
    const before = readdirSync(join(folder, 'taken')).map((name) => [
      name,
      readFileSync(join(folder, 'taken/config.json'), 'utf8'),
    ]);
    expectRefusal(await run(['train', ...TINY, '--out=taken']), 4, 'holds another run', '--resume=');
    expect(
      readdirSync(join(folder, 'taken')).map((name) => [
        name,
        readFileSync(join(folder, 'taken/config.json'), 'utf8'),
      ]),
    ).toEqual(before);
  }, 60_000);

  it('says when files cannot grow as they must (a full disk)', async () => {
    const outcome = await pneumo(
      ['train', `--data=${good}`, ...SMALL, '--out=full'],
      folder,
      (command) => `ulimit -f 8; ${command}`,
    );
    expectRefusal(outcome, 4, 'No space');
  }, 60_000);

  it('says when the folder cannot be made', async () => {
    writeFileSync(join(folder, 'a-file'), '');
    expectRefusal(await run(['train', ...TINY, '--out=a-file/run']), 4, 'a-file');
  });
});

describe('models that do not fit', () => {
  it('refuses a checkpoint of another model', async () => {
    const one = join(folder, 'model-one');
    const two = join(folder, 'model-two');
    expect((await run(['train', ...TINY, `--out=${one}`])).code).toBe(0);
    expect(
      (
        await run([
          'train',
          ...TINY.filter((flag) => !flag.startsWith('--filters')),
          '--filters=6',
          `--out=${two}`,
        ])
      ).code,
    ).toBe(0);
    writeFileSync(
      join(one, 'checkpoints/last.safetensors'),
      readFileSync(join(two, 'checkpoints/last.safetensors')),
    );
    expectRefusal(await run(['train', `--resume=${one}`]), 7);
  }, 60_000);

  it('says when there is no model', async () => {
    writeFileSync(
      join(folder, 'film.png'),
      await encodePng(generatePhantom({ seed: 1, patients: 10, size: 32 }).get('phantom/p0001/f1')),
    );
    expectRefusal(await run(['predict', good, 'film.png']), 7, 'holds no model');
  });

  it('names files that are no images', async () => {
    writeFileSync(join(folder, 'text.png'), 'no image');
    expectRefusal(await run(['predict', join(folder, 'taken'), 'text.png']), 3, 'text.png');
    expectRefusal(await run(['predict', join(folder, 'taken'), 'gone.png']), 3, 'gone.png');
  });
});
