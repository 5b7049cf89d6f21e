import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { calibratedProbability, parsePredictions, type Prediction, sigmoid } from '@pneumo/metrics';
import { beforeAll, describe, expect, it } from 'vitest';
import { newFolder, pneumo, TINY } from './support/pneumo.ts';

const folder = newFolder();
const read = (...path: string[]): string => readFileSync(join(folder, 'run', ...path), 'utf8');
const table = (...path: string[]): Map<string, Prediction> =>
  new Map(parsePredictions(read(...path)).map((row) => [row.id, row]));

beforeAll(async () => {
  const flags = [
    '--schedule=cyclic-cosine',
    '--cycles=2',
    '--calibration=platt',
    '--test-time-augmentation=flip',
  ];
  const outcome = await pneumo(['train', ...TINY, ...flags, '--out=run'], folder);
  expect(outcome.stderr).toContain('Snapshot ensemble of 2');
  expect(outcome.code).toBe(0);
}, 60_000);

describe('a run with cycles and a calibration', () => {
  it('keeps the weights at the end of each cycle', () => {
    const history = read('history.jsonl').trim().split('\n');
    const losses = history.map((line) => (JSON.parse(line) as { valLoss: number }).valLoss);
    const best = losses[0]! <= losses[1]! ? 1 : 2;
    const bytes = (...path: string[]): Buffer => readFileSync(join(folder, 'run', ...path, 'weights.bin'));
    expect(bytes('snapshots', `cycle-${best}`, 'model').equals(bytes('model'))).toBe(true);
    expect(bytes('snapshots', `cycle-${3 - best}`, 'model').equals(bytes('model'))).toBe(false);
  });

  it('makes one model of them by the mean of their probabilities', () => {
    const [first, second] = [1, 2].map((cycle) =>
      table('snapshots', `cycle-${cycle}`, 'predictions-test.csv'),
    ) as [Map<string, Prediction>, Map<string, Prediction>];
    for (const [id, { logit }] of table('snapshots', 'ensemble', 'predictions-test.csv')) {
      const mean = (sigmoid(first.get(id)!.logit) + sigmoid(second.get(id)!.logit)) / 2;
      expect(sigmoid(logit)).toBeCloseTo(mean, 12);
    }
  });

  it('saves all that predicting needs with the model, and predicts by it', () => {
    const contract = JSON.parse(read('model', 'model.json')).userDefinedMetadata.pneumo;
    expect(contract).toMatchObject({
      schemaVersion: 2,
      testTimeAugmentation: 'flip',
      calibration: { method: 'platt', fittedOn: 'val' },
      threshold: { chosenOn: 'val' },
      manifestHash: expect.any(String),
    });
    const validation = [...table('predictions-val.csv').values()];
    const sick = validation.filter(({ label }) => label === 1).length;
    expect(contract.prevalence.value).toBe(sick / validation.length);
    for (const { logit, probability, columns } of table('predictions-test.csv').values()) {
      expect(probability).toBe(calibratedProbability(contract.calibration, logit));
      expect(columns!.calibration).toBe('platt');
    }
    const { calibration } = JSON.parse(read('metrics.json'));
    expect(calibration.fitted).toEqual(contract.calibration);
    expect(calibration.validation.after.logLoss).toBeLessThan(calibration.validation.before.logLoss + 0.05);
  });
});
