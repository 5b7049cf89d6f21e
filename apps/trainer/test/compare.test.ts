import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inProcess } from './support/inProcess.ts';
import { newFolder, TINY } from './support/pneumo.ts';

const folder = newFolder();

describe('pneumo compare', () => {
  beforeAll(async () => {
    for (const [name, ...flags] of [['a'], ['b', '--lr=0.01'], ['shut', '--no-evaluate-test']])
      expect(await inProcess(['train', ...TINY, ...flags, `--out=${name}`], folder)).toMatchObject({
        code: 0,
      });
  }, 120_000);

  it('puts the figures of two runs beside each other as their own metrics.json has them, and writes a report', async () => {
    const result = await inProcess(['compare', 'a', 'b', '--json', '--resamples=200', '--out=ab'], folder);
    expect(result).toMatchObject({ code: 0 });
    const comparison = JSON.parse(readFileSync(join(folder, 'ab', 'compare.json'), 'utf8'));
    expect(JSON.parse(result.stdout)).toEqual(comparison);
    expect(result.stderr).toContain(`Report: ${join(folder, 'ab', 'compare.html')}`);
    const metrics = ['a', 'b'].map(
      (run) => JSON.parse(readFileSync(join(folder, run, 'metrics.json'), 'utf8')).test,
    );
    for (const name of ['auroc', 'sensitivity', 'specificity', 'accuracy', 'f1']) {
      expect(comparison.metrics[name].first).toBeCloseTo(metrics[0][name].value, 12);
      expect(comparison.metrics[name].second).toBeCloseTo(metrics[1][name].value, 12);
    }
    expect(readFileSync(join(folder, 'ab', 'compare.html'), 'utf8')).toContain(
      'epochs to the best validation',
    );
    expect(readFileSync(join(folder, 'ab', 'compare.html'), 'utf8')).toMatch(
      /peak memory of training[\s\S]*?\d [MG]B/,
    );
    const table = await inProcess(['compare', 'a', 'b', '--split=val', '--resamples=100'], folder);
    expect(table.stdout).toContain('recall of NORMAL');
  });

  it('gives what stands beside the figures as numbers, features that were computed in front of the epochs included', async () => {
    const environment = join(folder, 'b', 'environment.json');
    const before = readFileSync(environment, 'utf8');
    writeFileSync(environment, JSON.stringify({ ...JSON.parse(before), featureSeconds: 1000 }));
    const result = await inProcess(['compare', 'a', 'b', '--json', '--resamples=100'], folder);
    writeFileSync(environment, before);
    const { beside } = JSON.parse(result.stdout);
    for (const [side, run, extra] of [
      ['first', 'a', 0],
      ['second', 'b', 1000],
    ] as const) {
      const rows = readFileSync(join(folder, run, 'history.jsonl'), 'utf8')
        .trim()
        .split('\n');
      const history = rows.map((row) => JSON.parse(row) as Record<string, number>);
      const seconds = history.reduce<number>(
        (sum, row) => sum + row.seconds! + row.validationSeconds!,
        extra,
      );
      expect(beside[side]).toEqual([
        {
          threshold: JSON.parse(readFileSync(join(folder, run, 'metrics.json'), 'utf8')).threshold.value,
          bestEpoch: expect.any(Number),
          epochs: 2,
          seconds: expect.closeTo(seconds, 6),
          peakMemory: Math.max(...history.map(({ peakMemory }) => peakMemory!)),
        },
      ]);
    }
  });

  it('says what cannot be compared: a shut test set, other images, no run', async () => {
    expect((await inProcess(['compare', 'a', 'shut'], folder)).stderr).toContain(
      'has kept its test set shut',
    );
    expect(await inProcess(['compare', 'a', 'shut', '--split=val', '--resamples=100'], folder)).toMatchObject(
      {
        code: 0,
      },
    );
    expect(await inProcess(['train', ...TINY, '--seed=5', '--out=other'], folder)).toMatchObject({ code: 0 });
    expect((await inProcess(['compare', 'a', 'other'], folder)).stderr).toContain(
      'not judged on the same images',
    );
    expect((await inProcess(['compare', 'a', 'nowhere'], folder)).stderr).toContain('is no run folder');
  });
});
