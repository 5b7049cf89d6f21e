import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inProcess } from './support/inProcess.ts';
import { newFolder, TINY } from './support/pneumo.ts';

const folder = newFolder();
const SETTINGS = [...TINY.filter((flag) => !/overlays|epochs/.test(flag)), '--overlays=0', '--epochs=1'];
const args = ['train', ...SETTINGS, '--seeds=3,4', '--out=two'];
const text = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');
const parts = (): unknown => JSON.parse(text('two', 'seeds.json')).parts;

beforeAll(async () => {
  expect(await inProcess(args, folder)).toMatchObject({ code: 0 });
});

describe('pneumo train --seeds', () => {
  it('trains each seed on the same data and gives mean, spread and every run', () => {
    const { runs, parts: judged } = JSON.parse(text('two', 'seeds.json'));
    expect(runs.map(({ seed }: { seed: number }) => seed)).toEqual([3, 4]);
    expect(runs[0].peakMemory).toBeGreaterThan(1e7);
    for (const [part, figure] of [
      ['validation', 'auroc'],
      ['test', 'specificity'],
      ['testAtHalf', 'accuracy'],
    ] as const) {
      const values = [3, 4].map(
        (seed) => JSON.parse(text('two', `seed-${seed}`, 'metrics.json'))[part][figure].value,
      );
      const [a, b] = values;
      expect(judged[part][figure].values).toEqual(values);
      expect(judged[part][figure].spread.mean).toBeCloseTo((a + b) / 2, 14);
      expect(judged[part][figure].spread.standardDeviation).toBeCloseTo(Math.abs(a - b) / Math.SQRT2, 14);
    }
    expect(text('two', 'seed-4', 'split.json')).toBe(text('two', 'seed-3', 'split.json'));
    expect(text('two', 'seeds.html')).toContain('Training with several seeds');
  });

  it('goes on with what is missing, by the same command and by --resume, and takes more seeds', async () => {
    const before = parts();
    const kept = text('two', 'seed-3', 'environment.json');
    rmSync(join(folder, 'two', 'seed-4'), { recursive: true });
    const again = await inProcess(args, folder);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('mean ± sd (range)');
    expect(text('two', 'seed-3', 'environment.json')).toBe(kept);
    expect(parts()).toEqual(before);
    expect(await inProcess(['train', ...SETTINGS, '--seeds=3,4,5', '--out=two'], folder)).toMatchObject({
      code: 0,
    });
    rmSync(join(folder, 'two', 'seeds.json'));
    expect(await inProcess(['train', '--resume=two'], folder)).toMatchObject({ code: 0 });
    expect(JSON.parse(text('two', 'seeds.json')).runs).toHaveLength(3);
  });

  it('gives a seed the weights that it has alone on the same data', async () => {
    const alone = ['train', ...SETTINGS, '--seed=4', '--data-seed=3', '--out=alone'];
    expect(await inProcess(alone, folder)).toMatchObject({ code: 0 });
    const weights = (run: string): Buffer => readFileSync(join(folder, run, 'model/weights.bin'));
    expect(weights('alone').equals(weights('two/seed-4'))).toBe(true);

    // Compared with another run, the seeds stand for their mean.
    const compared = await inProcess(['compare', 'two', 'alone', '--json', '--resamples=100'], folder);
    const { runs, metrics } = JSON.parse(compared.stdout);
    const { values, spread } = JSON.parse(text('two', 'seeds.json')).parts.test.auroc;
    expect(runs).toEqual([3, 1]);
    expect(metrics.auroc.first).toBeCloseTo(spread.mean, 12);
    expect(metrics.auroc.second).toBeCloseTo(values[1], 12);
  });

  it('begins in an empty folder, and where a process was killed at its first file', async () => {
    mkdirSync(join(folder, 'begun'));
    mkdirSync(join(folder, 'killed'));
    writeFileSync(join(folder, 'killed', '.experiment.json.0a1b2c3d.1-0.tmp'), '{');
    const one = ['train', ...SETTINGS, '--seeds=3'];
    expect(await inProcess([...one, '--out=begun'], folder)).toMatchObject({ code: 0 });
    expect(await inProcess([...one, '--out=killed'], folder)).toMatchObject({ code: 0 });
    rmSync(join(folder, 'killed', 'seed-3'), { recursive: true });
    mkdirSync(join(folder, 'killed', 'seed-3'));
    writeFileSync(join(folder, 'killed', 'seed-3', '.config.json.0a1b2c3d.1-0.tmp'), '{');
    expect(await inProcess(['train', '--resume=killed'], folder)).toMatchObject({ code: 0 });
  });

  it('refuses other settings in the same folder, a seed twice, and --seed beside --seeds', async () => {
    const other = await inProcess([...args, '--lr=0.1'], folder);
    expect(other.code).toBe(4);
    expect(other.stderr).toContain('other settings');
    const twice = await inProcess(['train', '--seeds=1,1', '--out=no'], folder);
    expect(twice.stderr).toContain('names a seed twice');
    const both = await inProcess(['train', '--seeds=1,2', '--seed=1', '--out=no'], folder);
    expect(both.code).toBe(2);
    expect(existsSync(join(folder, 'no'))).toBe(false);
  });
});
