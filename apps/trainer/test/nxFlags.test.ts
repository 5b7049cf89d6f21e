import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { flagName } from '../src/cli/command.ts';
import { COMMANDS } from '../src/commands/index.ts';
import { type TrainConfig, trainConfigSchema } from '../src/config/trainConfig.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A value for every key that is neither recipe's default. */
const GIVEN: TrainConfig = {
  recipe: 'study',
  data: '/some/folder with spaces',
  patientRule: 'regexp:^(p\\d+)',
  table: 'nih',
  badFiles: 'skip',
  split: '/some/split.json',
  allowLeaks: true,
  validationFraction: 0.25,
  phantomPatients: 123,
  imageSize: 96,
  imageDepth: 16,
  augment: 'none',
  mixup: 0.2,
  cutmix: 0.5,
  masks: '/some/masks',
  sampling: 'column:site',
  lastBatch: 'pad',
  model: 'resnet18',
  weights: '/some/weights.safetensors',
  head: 'study',
  trainable: 'last:36',
  frozenStatistics: 'updated',
  reusePrefix: 3,
  prefixPrecision: 'float16',
  prefixDisk: 2.5,
  filters: [4, 8, 12],
  dense: [5, 6],
  dropout: 0.15,
  denseDropout: 0.35,
  epochs: 17,
  batchSize: 7,
  lr: 0.00037,
  schedule: 'one-cycle',
  cycles: 4,
  warmupEpochs: 1.5,
  optimizer: 'lion',
  layerDecay: 0.75,
  unfreezeEpochs: 2,
  weightDecay: 0.01,
  clipNorm: 2.5,
  microBatchSize: 3,
  average: 'ema:0.99',
  loss: 'focal',
  focalGamma: 1.5,
  classWeights: 'none',
  labelSmoothing: 0.05,
  monitor: 'valShiftFloor',
  shiftImages: 60,
  patience: 3,
  checkpointSteps: 4,
  threshold: 'sensitivity:0.97',
  calibration: 'platt',
  testTimeAugmentation: 'flip',
  resamples: 321,
  overlays: 5,
  evaluateTest: false,
  dataSeed: '12',
  tensorboard: '/some/boards',
  mlflow: 'http://127.0.0.1:5000',
  mlflowExperiment: 'chest films',
  seed: 42,
  engine: 'cpu',
  memory: 'small',
  threads: 3,
  workers: 2,
  cacheMemory: '512M',
};

describe('the Nx targets of the trainer', () => {
  it('hand on every flag of train behind a bare -- as it was typed', () => {
    const flags = Object.entries(GIVEN).map(([key, value]) =>
      typeof value === 'boolean'
        ? `--${value ? '' : 'no-'}${flagName(key)}`
        : `--${flagName(key)}=${Array.isArray(value) ? value.join(',') : value}`,
    );
    const output = execFileSync('npx', ['nx', 'run', 'trainer:train', '--', ...flags, '--print-config'], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, NX_DAEMON: 'false', NO_COLOR: '1' },
    });
    const printed = /^\{$[\s\S]*?^\}$/m.exec(output)?.[0];
    expect(JSON.parse(printed ?? 'null')).toEqual(GIVEN);
  }, 120_000);

  it('cover every key of the configuration and every command', () => {
    expect(Object.keys(GIVEN).sort()).toEqual(Object.keys(trainConfigSchema.shape).sort());
    const train = COMMANDS.find(({ name }) => name === 'train')!;
    expect(train.options.map(({ key }) => key)).toEqual(expect.arrayContaining(Object.keys(GIVEN)));
    const targets = JSON.parse(
      execFileSync('cat', [fileURLToPath(new URL('../package.json', import.meta.url))], { encoding: 'utf8' }),
    ).nx.targets;
    expect(Object.keys(targets).sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
  });
});
