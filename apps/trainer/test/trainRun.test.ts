import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { auroc, parsePredictions } from '@pneumo/metrics';
import { beforeAll, describe, expect, it } from 'vitest';
import { newFolder, pneumo, TINY, type Outcome } from './support/pneumo.ts';

const folder = newFolder();
const run = join(folder, 'run');
const read = (name: string): string => readFileSync(join(run, name), 'utf8');
let outcome: Outcome;

beforeAll(async () => {
  outcome = await pneumo(['train', ...TINY, `--out=${run}`], folder);
}, 120_000);

describe('pneumo train on the phantom', () => {
  it('ends well and says where the report is', () => {
    expect(outcome.stderr).not.toContain('unexpected failure');
    expect(outcome.code).toBe(0);
    expect(outcome.stdout).toContain(`Report: ${join(run, 'report.html')}`);
  });

  it('leaves a whole run folder', () => {
    expect(readdirSync(run).sort()).toEqual([
      'checkpoints',
      'config.json',
      'environment.json',
      'explain',
      'history.jsonl',
      'manifest.csv',
      'metrics.json',
      'model',
      'predictions-test.csv',
      'predictions-val.csv',
      'report.html',
      'split.json',
    ]);
    expect(read('history.jsonl').trim().split('\n')).toHaveLength(2);
    expect(readdirSync(join(run, 'explain'))).toHaveLength(4);
  });

  it('writes figures that its predictions give again', () => {
    const metrics = JSON.parse(read('metrics.json'));
    const predictions = parsePredictions(read('predictions-test.csv'));
    const labels = predictions.map(({ label }) => label!);
    expect(metrics.test.auroc.value).toBeCloseTo(
      auroc(
        labels,
        predictions.map(({ probability }) => probability),
      )!,
      12,
    );
    const threshold = metrics.threshold.value as number;
    const sick = predictions.filter(({ label }) => label === 1);
    const found = sick.filter(({ probability }) => probability >= threshold);
    expect(metrics.test.sensitivity.value).toBeCloseTo(found.length / sick.length, 12);
    expect(metrics.threshold.chosenOn).toBe('val');
    expect(metrics.test.auroc.low).toBeLessThanOrEqual(metrics.test.auroc.value);
  });

  it('keeps patients on one side', () => {
    const part = new Map<string, string>();
    for (const line of read('manifest.csv').trim().split('\n').slice(1)) {
      const [, , patient, , side] = line.split(',');
      expect(part.get(patient!) ?? side).toBe(side);
      part.set(patient!, side!);
    }
    expect(new Set(part.values())).toEqual(new Set(['train', 'val', 'test']));
  });

  it('writes a report without outside resources', () => {
    const report = read('report.html');
    expect(report).not.toMatch(/(?:src|href)="(?!data:|#)/);
    expect(report).toContain('no medical device');
    expect(report).toContain('trainer:repeat');
  });

  it('gives the same weights and figures when it is done again with the same seed, whatever the workers', async () => {
    for (const workers of [0, 1, 2, 4]) {
      const again = join(folder, `again-${workers}`);
      const second = await pneumo(['train', ...TINY, `--workers=${workers}`, `--out=${again}`], folder);
      expect(second.code).toBe(0);
      for (const name of ['model/weights.bin', 'predictions-test.csv', 'metrics.json']) {
        expect(
          readFileSync(join(again, name)).equals(readFileSync(join(run, name))),
          `${name} with ${workers} workers`,
        ).toBe(true);
      }
    }
  }, 120_000);

  it('is repeated from its config.json alone', async () => {
    const again = join(folder, 'repeated');
    expect(
      (await pneumo(['train', `--config=${join(run, 'config.json')}`, `--out=${again}`], folder)).code,
    ).toBe(0);
    expect(
      readFileSync(join(again, 'model/weights.bin')).equals(readFileSync(join(run, 'model/weights.bin'))),
    ).toBe(true);
  }, 60_000);
});

describe('the commands on a run folder', () => {
  it('evaluate judges test and validation as the run did, and a table of predictions', async () => {
    const metrics = JSON.parse(read('metrics.json'));
    const test = await pneumo(['evaluate', run, '--json', '--resamples=100'], folder);
    expect(JSON.parse(test.stdout).auroc).toEqual(metrics.test.auroc);
    const validation = await pneumo(['evaluate', run, '--split=val', '--json', '--resamples=100'], folder);
    expect(JSON.parse(validation.stdout).specificity).toEqual(metrics.validation.specificity);
    const table = await pneumo(
      ['evaluate', join(run, 'predictions-test.csv'), '--json', '--resamples=100'],
      folder,
    );
    expect(JSON.parse(table.stdout).sensitivity).toEqual(metrics.testAtHalf.sensitivity);
  });

  it('predict gives the probabilities of the run for the same pixels, and explain draws them', async () => {
    const films = join(folder, 'films');
    mkdirSync(films);
    // The overlay of a film is an image, too: any image will do where only the path is under test.
    const [overlay] = readdirSync(join(run, 'explain'));
    writeFileSync(join(films, 'film.png'), readFileSync(join(run, 'explain', overlay!)));
    const single = await pneumo(['predict', run, join(films, 'film.png')], folder);
    expect(single.code).toBe(0);
    const many = await pneumo(['predict', run, films, '--format=json'], folder);
    const [row] = JSON.parse(many.stdout) as { probability: number; class: string }[];
    expect(single.stdout).toContain(String(row!.probability));
    expect(['NORMAL', 'PNEUMONIA']).toContain(row!.class);
    const explained = await pneumo(['explain', run, films, `--out=${join(folder, 'maps')}`], folder);
    expect(explained.code).toBe(0);
    expect(readdirSync(join(folder, 'maps'))).toEqual(['film.png']);
  }, 60_000);

  it('shifts judges the images of the run as they are as the run did, and under each shift, and leaves a report', async () => {
    const out = join(folder, 'shifts');
    const { code, stdout } = await pneumo(
      ['shifts', run, '--severities=3', '--shifts=noise,zoom', '--json', `--out=${out}`],
      folder,
    );
    expect(code).toBe(0);
    const judged = JSON.parse(stdout);
    const { validation, threshold } = JSON.parse(read('metrics.json'));
    expect(judged.threshold).toBe(threshold.value);
    for (const name of ['auroc', 'sensitivity', 'specificity'])
      expect(judged.clean[name]).toBeCloseTo(validation[name].value, 12);
    expect(judged.shifts.map(({ shift }: { shift: string }) => shift)).toEqual(['noise', 'zoom']);
    expect(JSON.parse(readFileSync(join(out, 'shifts.json'), 'utf8'))).toEqual(judged);
    expect(readFileSync(join(out, 'shifts.html'), 'utf8')).toContain('run under shifts');
  }, 60_000);

  it('a test set that was left shut is opened by evaluate, at the threshold that was locked before', async () => {
    const shut = join(folder, 'shut');
    expect((await pneumo(['train', ...TINY, '--no-evaluate-test', `--out=${shut}`], folder)).code).toBe(0);
    const before = JSON.parse(readFileSync(join(shut, 'metrics.json'), 'utf8'));
    expect(before.test).toBeUndefined();
    const refused = await pneumo(['shifts', shut, '--part=test'], folder);
    expect(refused.stderr).toContain('has kept its test set shut');
    const opened = await pneumo(['evaluate', shut, '--json', '--resamples=100'], folder);
    expect(opened.code).toBe(0);
    const metrics = JSON.parse(read('metrics.json'));
    expect(JSON.parse(opened.stdout).auroc).toEqual(metrics.test.auroc);
    expect(JSON.parse(readFileSync(join(shut, 'metrics.json'), 'utf8')).threshold).toEqual(before.threshold);
  }, 60_000);
});
