import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pixelImage, randomStream } from '@pneumo/core';
import { encodePng } from '@pneumo/data/node';
import {
  auroc,
  combineLogits,
  fitEnsemble,
  formatPredictions,
  parsePredictions,
  type Prediction,
  sigmoid,
} from '@pneumo/metrics';
import { createModel, modelContract } from '@pneumo/models';
import { saveModelToFolder } from '@pneumo/models/node';
import { env, setBackend } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Command } from '../src/cli/command.ts';
import type { Context } from '../src/cli/context.ts';
import { parseArguments } from '../src/cli/parseArguments.ts';
import { compare } from '../src/commands/compare.ts';
import { ensemble } from '../src/commands/ensemble.ts';
import { evaluate } from '../src/commands/evaluate.ts';
import { explain } from '../src/commands/explain.ts';
import { predict } from '../src/commands/predict.ts';
import { resolveConfig } from '../src/config/resolveConfig.ts';
import { json } from '../src/run/runFolder.ts';
import { newFolder } from './support/pneumo.ts';

const folder = newFolder();

/** A row of `pneumo predict --format=json`. */
interface Row {
  logit: number;
  probability: number;
  class: string;
}

/** Runs a command in this process. */
async function pneumo(command: Command, ...args: string[]): Promise<{ stdout: string; notes: string }> {
  const [printed, noted]: string[][] = [[], []];
  const context: Context = {
    print: (line = '') => printed!.push(line),
    note: (line) => noted!.push(line),
    progressStream: { write: () => true },
    now: () => Date.UTC(2026, 2, 1),
    folder,
    env: {},
    signal: new AbortController().signal,
  };
  await command.run(context, parseArguments(command, args));
  return { stdout: printed!.join('\n'), notes: noted!.join('\n') };
}

/** What a finished run leaves behind, as far as an ensemble reads it. */
async function writeRun(
  name: string,
  seed: number,
  { images = 60, size = 32, test = true }: { images?: number; size?: number; test?: boolean } = {},
): Promise<void> {
  const run = join(folder, name);
  const config = { inputSize: size, filters: [3], dense: [4], seed };
  const contract = { ...modelContract('cnn', config), prevalence: { value: 0.5, of: 'training images' } };
  await saveModelToFolder(join(run, 'model'), createModel('cnn', config), contract);
  writeFileSync(
    join(run, 'config.json'),
    json({ schemaVersion: 1, config: resolveConfig({}, { seed, imageSize: size }) }),
  );
  writeFileSync(join(run, 'history.jsonl'), `${JSON.stringify({ epoch: 1, seconds: 2, valLoss: 1 })}\n`);
  writeFileSync(join(run, 'metrics.json'), json({ threshold: { value: 0.5 } }));
  const stream = randomStream(seed, 'logits');
  for (const split of test ? (['val', 'test'] as const) : (['val'] as const)) {
    const rows = Array.from({ length: images }, (_, i): Prediction => {
      const label = i % 3 === 0 ? 0 : 1;
      // What all members see, and what each sees alone.
      const logit = 2 * (2 * label - 1) + randomStream(1, split, i).normal(0, 2) + stream.normal(0, 1 + seed);
      const columns = { subtype: i % 2 === 0 ? 'virus' : 'bacteria' };
      const of = { id: `${split}/${i}`, patient: `${split}${i >> 1}`, model: 'cnn', split };
      return { ...of, label, logit, probability: sigmoid(logit), columns };
    });
    writeFileSync(join(run, `predictions-${split}.csv`), formatPredictions(stream.shuffle(rows)));
  }
}

const table = (run: string, part: string): Prediction[] =>
  parsePredictions(readFileSync(join(folder, run, `predictions-${part}.csv`), 'utf8')).sort((a, b) =>
    a.id < b.id ? -1 : 1,
  );
const logitsOf = (rows: readonly Prediction[]): number[] => rows.map(({ logit }) => logit);
const metricsOf = (run: string) => JSON.parse(readFileSync(join(folder, run, 'metrics.json'), 'utf8'));

beforeAll(async () => {
  env().set('IS_TEST', true);
  await setBackend('cpu');
  await writeRun('a', 1);
  await writeRun('b', 2, { size: 40 });
});

describe('pneumo ensemble', () => {
  it('brings members together image by image, and chooses on validation alone', async () => {
    const args = ['a', 'b', '--out=stacked', '--method=stacked', '--calibration=platt', '--resamples=100'];
    const { stdout } = await pneumo(ensemble, ...args);
    const labels = table('a', 'val').map(({ label }) => label!);
    const rule = fitEnsemble('stacked', labels, [logitsOf(table('a', 'val')), logitsOf(table('b', 'val'))]);
    const expected = combineLogits(rule, [logitsOf(table('a', 'test')), logitsOf(table('b', 'test'))]);
    const test = table('stacked', 'test');
    test.forEach(({ logit, columns, model }, i) => {
      expect(logit).toBeCloseTo(expected[i]!, 12);
      expect(columns).toMatchObject({ calibration: 'platt', subtype: expect.any(String) });
      expect(model).toBe('ensemble');
    });
    const metrics = metricsOf('stacked');
    expect(metrics.test.auroc.value).toBe(
      auroc(
        test.map(({ label }) => label!),
        test.map(({ probability }) => probability),
      ),
    );
    expect(metrics.threshold.chosenOn).toBe('val');
    expect(stdout).toContain(rule.weights[0]!.toFixed(4));
    // The test set has no say: with other test predictions weights, calibration and threshold are the same.
    await pneumo(ensemble, 'a', 'b', '--no-evaluate-test', ...args.slice(3), '--out=shut');
    expect(existsSync(join(folder, 'shut', 'predictions-test.csv'))).toBe(false);
    expect(metricsOf('shut').threshold).toEqual(metrics.threshold);
    const contract = (run: string): unknown =>
      JSON.parse(readFileSync(join(folder, run, 'model/ensemble.json'), 'utf8'));
    expect(contract('shut')).toEqual(contract('stacked'));
    expect(readFileSync(join(folder, 'shut/report.html'), 'utf8')).toContain('so they flatter');
  });

  it('is judged and compared as a run is', async () => {
    await pneumo(ensemble, 'a', 'b', '--out=mean', '--resamples=100');
    const asked = ['--resamples=100', '--prevalence=0.1', '--at-sensitivity=0.9'];
    const judged = await pneumo(evaluate, 'mean', '--json', ...asked);
    const evaluation = JSON.parse(judged.stdout);
    expect(evaluation.auroc).toEqual(metricsOf('mean').test.auroc);
    expect(evaluation.atPrevalence.prevalence).toBe(0.1);
    const { specificity } = evaluation.atSensitivity;
    expect((await pneumo(evaluate, 'mean', ...asked)).stdout).toContain(
      `reaches a sensitivity of 0.9, specificity is ${specificity.value.toFixed(3)} (`,
    );
    const compared = JSON.parse((await pneumo(compare, 'a', 'mean', '--json', '--resamples=100')).stdout);
    expect(compared.metrics.auroc.second).toBeCloseTo(evaluation.auroc.value, 12);
    expect((await pneumo(compare, 'a', 'mean', '--resamples=100')).stdout).toContain('several models');
  });

  it('predicts films by its members, each at its own size, and says what holds at another prevalence', async () => {
    mkdirSync(join(folder, 'films'));
    for (const film of [1, 2]) {
      const stream = randomStream(film, 'film');
      const pixels = Uint8Array.from({ length: 3600 }, () => stream.integer(256));
      writeFileSync(join(folder, 'films', `${film}.png`), await encodePng(pixelImage(60, 60, 1, pixels)));
    }
    const rows = async (run: string, ...more: string[]): Promise<Row[]> =>
      JSON.parse((await pneumo(predict, run, 'films', '--format=json', '--engine=cpu', ...more)).stdout);
    const [a, b, both] = [await rows('a'), await rows('b'), await rows('mean')];
    const { threshold, prevalence } = JSON.parse(
      readFileSync(join(folder, 'mean/model/ensemble.json'), 'utf8'),
    );
    both.forEach(({ logit, probability, class: called }, i) => {
      expect(logit).toBeCloseTo((a[i]!.logit + b[i]!.logit) / 2, 6);
      expect(probability).toBe(sigmoid(logit));
      expect(called).toBe(probability >= threshold.value ? 'PNEUMONIA' : 'NORMAL');
    });
    // Members with balanced classes speak of one half; odds of 1 to 9 are those of a tenth.
    expect(prevalence.value).toBe(0.5);
    const tenth = await rows('mean/model', '--prevalence=0.1');
    tenth.forEach((row, i) => {
      expect(row.probability).toBeCloseTo(sigmoid(both[i]!.logit - Math.log(9)), 12);
      expect(row.class).toBe(both[i]!.class);
    });
    await expect(pneumo(explain, 'mean', 'films')).rejects.toThrow(/holds an ensemble; .*members\/1/);
  });

  it('says which images differ, that a test set is shut, and what is no set of members', async () => {
    await writeRun('more', 3, { images: 66 });
    await writeRun('shy', 4, { test: false });
    await expect(pneumo(ensemble, 'a', 'more', '--out=x')).rejects.toThrow(
      /'a' and 'more' were not judged on the same images. 'a' lacks 6: val\/60, val\/61, .* and more\./,
    );
    const { notes } = await pneumo(ensemble, 'a', 'shy', '--out=shy-too', '--resamples=100');
    expect(notes).toMatch(/test set stays shut. .*kept its test set shut/);
    await expect(pneumo(evaluate, 'shy-too')).rejects.toThrow(/has no test predictions/);
    await expect(pneumo(ensemble, 'a', 'a', '--out=x')).rejects.toThrow(/was named twice/);
    await expect(pneumo(ensemble, 'a', '--out=x')).rejects.toThrow(/two or more/);
    await expect(pneumo(ensemble, 'a', 'mean', '--out=x')).rejects.toThrow(/an ensemble of ensembles/);
    await expect(pneumo(ensemble, 'a', 'b', '--out=mean')).rejects.toThrow(/is not empty/);
  });

  it('leaves nothing behind where it cannot be made, so that the same command may be given again', async () => {
    await writeRun('elsewhere', 5);
    const rows = table('elsewhere', 'test').slice(1);
    writeFileSync(join(folder, 'elsewhere/predictions-test.csv'), formatPredictions(rows));
    await expect(pneumo(ensemble, 'a', 'elsewhere', '--out=none')).rejects.toThrow(
      /'a' and 'elsewhere' were not judged on the same images. 'elsewhere' lacks 1: test\/0/,
    );
    for (const name of ['wrong-1', 'wrong-2']) {
      await writeRun(name, Number(name.slice(-1)));
      const turned = table(name, 'val').map((row) => ({
        ...row,
        logit: -row.logit,
        probability: 1 - row.probability,
      }));
      writeFileSync(join(folder, name, 'predictions-val.csv'), formatPredictions(turned));
    }
    const worse = ['wrong-1', 'wrong-2', '--method=weighted', '--out=none'];
    await expect(pneumo(ensemble, ...worse)).rejects.toMatchObject({ code: 'ENSEMBLE_UNDETERMINED' });
    await writeRun('torn', 6);
    writeFileSync(join(folder, 'torn/model/weights.bin'), '');
    const stacked = ['a', 'torn', '--method=stacked', '--out=none'];
    await expect(pneumo(ensemble, ...stacked)).rejects.toMatchObject({ code: 'TORN_WEIGHTS' });
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});
