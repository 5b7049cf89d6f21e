import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inProcess } from './support/inProcess.ts';
import { pngFolder } from './support/pngFolder.ts';
import { newFolder } from './support/pneumo.ts';

const folder = newFolder();
const SMALL = [
  '--image-size=32',
  '--filters=4,8',
  '--dense=8',
  '--epochs=2',
  '--batch-size=16',
  '--resamples=100',
  '--overlays=1',
  '--no-evaluate-test',
];
const EXTRA = 'films/train/NORMAL/another.png';

/** Every file of a run folder with its bytes. */
function contents(run: string): Record<string, string> {
  const root = join(folder, run);
  return Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path, readFileSync(path, 'base64')]),
  );
}

beforeAll(async () => {
  await pngFolder(folder, 'films');
  const cycles = ['--schedule=cyclic-cosine', '--cycles=2', '--calibration=platt'];
  const trained = await inProcess(['train', '--data=films', ...SMALL, ...cycles, '--out=run'], folder);
  expect(trained.code, trained.stderr).toBe(0);
});

describe('a run whose data have changed', () => {
  it.each([
    ['evaluate', ['evaluate', 'run']],
    ['shifts', ['shifts', 'run', '--severities=3', '--shifts=noise']],
    ['train --resume', ['train', '--resume=run']],
  ])('is refused by %s, and left as it is', async (_, args) => {
    const [first] = readdirSync(join(folder, 'films/train/NORMAL'));
    copyFileSync(join(folder, 'films/train/NORMAL', first!), join(folder, EXTRA));
    const before = contents('run');
    const { code, stderr } = await inProcess(args, folder);
    rmSync(join(folder, EXTRA));
    expect(stderr).toContain('The data are not those that the run in');
    expect(code).toBe(3);
    expect(contents('run')).toEqual(before);
  });

  it('is told from one whose folder lacks what it began with', async () => {
    const manifest = join(folder, 'run/manifest.csv');
    const text = readFileSync(manifest);
    rmSync(manifest);
    const { code, stderr } = await inProcess(['evaluate', 'run'], folder);
    writeFileSync(manifest, text);
    expect(stderr).toContain('manifest.csv is missing');
    expect(code).toBe(7);
  });
});

describe('opening a test set', () => {
  it('keeps what was chosen on validation images, whatever engine judges the test images', async () => {
    const before = contents('run');
    const { code, stderr } = await inProcess(['evaluate', 'run', '--engine=cpu'], folder);
    expect(code, stderr).toBe(0);
    const after = contents('run');
    expect(existsSync(join(folder, 'run/predictions-test.csv'))).toBe(true);
    const changed = Object.keys(after).filter((path) => after[path] !== before[path]);
    expect(changed.map((path) => path.slice(join(folder, 'run/').length)).sort()).toEqual([
      expect.stringMatching(/^explain\//),
      'metrics.json',
      'predictions-test.csv',
      'report.html',
      ...['cycle-1', 'cycle-2', 'ensemble'].flatMap((name) => [
        ...(name === 'ensemble' ? [`snapshots/${name}/config.json`] : []),
        `snapshots/${name}/metrics.json`,
        `snapshots/${name}/predictions-test.csv`,
      ]),
    ]);
    const [was, is] = [before, after].map((files) =>
      JSON.parse(Buffer.from(files[join(folder, 'run/metrics.json')]!, 'base64').toString()),
    );
    expect(is).toMatchObject(was);
    expect([is.test.split, is.testAtHalf.threshold]).toEqual(['test', 0.5]);
  });

  it('is done again where it was cut off before the figures were written', async () => {
    const file = join(folder, 'run/metrics.json');
    const { test, testAtHalf, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify(rest));
    expect(await inProcess(['evaluate', 'run', '--engine=cpu'], folder)).toMatchObject({ code: 0 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ ...rest, test, testAtHalf });
  });

  it('says that the run has not ended where its figures are missing', async () => {
    const file = join(folder, 'run/metrics.json');
    const text = readFileSync(file);
    rmSync(file);
    const { code, stderr } = await inProcess(['evaluate', 'run'], folder);
    writeFileSync(file, text);
    expect(stderr).toContain('has not ended; let it end first: pneumo train --resume=');
    expect(code).toBe(7);
  });
});

describe('a run whose split has no test images', () => {
  it.each([
    ['evaluate', ['evaluate', 'closed']],
    ['compare', ['compare', 'run', 'closed']],
    ['shifts', ['shifts', 'closed', '--part=test']],
  ])('is told so by %s', async (_, args) => {
    if (!existsSync(join(folder, 'closed'))) {
      await pngFolder(folder, 'no-test', (files) => {
        for (const [name, bytes] of [...files]) {
          if (!name.startsWith('test/')) continue;
          files.delete(name);
          files.set(name.replace('test/', 'val/'), bytes);
        }
      });
      const flags = ['--data=no-test', '--split=given', ...SMALL.slice(0, -1), '--out=closed'];
      const trained = await inProcess(['train', ...flags], folder);
      expect(trained.code, trained.stderr).toBe(0);
    }
    const before = contents('closed');
    const { code, stderr } = await inProcess(args, folder);
    expect(stderr).toContain('has no test images: its split holds none');
    expect(code).toBe(3);
    expect(contents('closed')).toEqual(before);
  });
});
