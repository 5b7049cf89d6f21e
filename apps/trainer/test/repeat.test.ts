import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inProcess } from './support/inProcess.ts';
import { newFolder, TINY } from './support/pneumo.ts';

const folder = newFolder();
const SETTINGS = [...TINY.filter((flag) => !/overlays|epochs/.test(flag)), '--overlays=0', '--epochs=2'];

beforeAll(async () => {
  expect(await inProcess(['train', ...SETTINGS, '--out=run'], folder)).toMatchObject({ code: 0 });
});

describe('pneumo repeat', () => {
  it('trains again and finds every bit the same', async () => {
    const result = await inProcess(['repeat', 'run', '--json'], folder);
    expect(result.code, result.stderr + result.stdout).toBe(0);
    const { equal, checks, runs } = JSON.parse(result.stdout);
    expect(equal).toBe(true);
    expect(runs[1]).toBe(join(folder, 'run-repeat'));
    expect(checks.map(({ what }: { what: string }) => what)).toEqual([
      'images and patients',
      'split',
      'history',
      'weights',
      'validation predictions',
      'test predictions',
      'figures',
    ]);
  });

  it('says what differs first, and ends with 1', async () => {
    const file = join(folder, 'run', 'history.jsonl');
    const whole = readFileSync(file, 'utf8');
    const rows = whole
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    rows[1].gradientNorm += 1e-9;
    rows[0].seconds += 5;
    writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    // The repetition has ended, so it is only compared.
    const result = await inProcess(['repeat', 'run', '--out=run-repeat'], folder);
    writeFileSync(file, whole);
    expect(result.code).toBe(1);
    expect(result.stdout).toContain('Not equal. What differs first is: history, epoch 2, gradientNorm:');
  });

  it('takes an empty folder, and a path with a slash at its end', async () => {
    mkdirSync(join(folder, 'empty'));
    const args = ['repeat', `${join(folder, 'run')}/`];
    expect(await inProcess([...args, '--out=empty'], folder)).toMatchObject({ code: 0 });
    rmSync(join(folder, 'run-repeat'), { recursive: true });
    expect(await inProcess(args, folder)).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, 'run', '-repeat'))).toBe(false);
    expect(existsSync(join(folder, 'run-repeat', 'report.html'))).toBe(true);
  });

  it('says what a run lacks before it trains, and what a repetition lacks instead of failing', async () => {
    for (const file of ['history.jsonl', 'model/weights.bin', 'metrics.json', 'predictions-test.csv']) {
      const lost = join(folder, 'run', file);
      renameSync(lost, `${lost}.kept`);
      const { code, stderr } = await inProcess(['repeat', 'run', '--out=not-made'], folder);
      renameSync(`${lost}.kept`, lost);
      expect(code).toBe(7);
      expect(stderr).toContain(`lacks ${lost}`);
      expect(existsSync(join(folder, 'not-made'))).toBe(false);
    }
    rmSync(join(folder, 'run-repeat', 'model'), { recursive: true });
    const { code, stdout } = await inProcess(['repeat', 'run', '--out=run-repeat'], folder);
    expect(code).toBe(1);
    expect(stdout).toContain('What differs first is: weights');
    expect(stdout).toContain('is missing');
  });

  it('refuses the run itself, another run and what has not ended', async () => {
    symlinkSync(join(folder, 'run'), join(folder, 'link'));
    for (const [run, out] of [
      ['run', 'run'],
      [join(folder, 'run'), `${join(folder, 'run')}/`],
      ['run', 'link'],
    ])
      expect(await inProcess(['repeat', run!, `--out=${out}`], folder), out).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('is the run itself'),
      });
    const config = readFileSync(join(folder, 'run', 'config.json'), 'utf8');
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'other', 'config.json'), config.replace(/"seed": \d+/, '"seed": 9'));
    const other = await inProcess(['repeat', 'run', '--out=other'], folder);
    expect(other.code).toBe(4);
    expect(other.stderr).toContain('other settings');
    expect((await inProcess(['repeat', 'nowhere'], folder)).stderr).toContain('is no run folder');
  });
});
