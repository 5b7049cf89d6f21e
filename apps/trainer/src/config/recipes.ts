import { readdirSync, readFileSync } from 'node:fs';
import { checkConfigFile } from './checkConfigFile.ts';
import type { TrainConfig } from './trainConfig.ts';

/** What a recipe leaves open: everything else it fixes. */
export type Recipe = Omit<TrainConfig, 'data' | 'recipe'>;

/**
 * What holds where a recipe says nothing: the published study's custom CNN at 150×150, five blocks 32 to
 * 512 and the study's augmentation, on a split by patient, with the class weights n / (2 n_c).
 */
const DEFAULTS: Recipe = {
  patientRule: 'person-type',
  table: 'auto',
  badFiles: 'stop',
  split: 'patient',
  allowLeaks: false,
  validationFraction: 0.2,
  phantomPatients: 400,
  imageSize: 150,
  imageDepth: 8,
  augment: 'study',
  mixup: 0,
  cutmix: 0,
  masks: 'none',
  sampling: 'shuffled',
  lastBatch: 'keep',
  model: 'cnn',
  weights: 'random',
  head: 'linear',
  trainable: 'all',
  frozenStatistics: 'kept',
  reusePrefix: 0,
  prefixPrecision: 'float32',
  prefixDisk: 16,
  filters: [32, 64, 128, 256, 512],
  dense: [256],
  dropout: 0.2,
  denseDropout: 0.5,
  epochs: 6,
  batchSize: 32,
  lr: 0.001,
  schedule: 'cosine',
  cycles: 3,
  warmupEpochs: 0.5,
  optimizer: 'adam',
  layerDecay: 1,
  unfreezeEpochs: 0,
  weightDecay: 0,
  clipNorm: 0,
  microBatchSize: 0,
  average: 'none',
  loss: 'bce',
  focalGamma: 2,
  classWeights: 'balanced',
  labelSmoothing: 0,
  monitor: 'valLoss',
  shiftImages: 200,
  patience: 5,
  checkpointSteps: 0,
  threshold: 'youden',
  calibration: 'none',
  testTimeAugmentation: 'none',
  resamples: 2000,
  overlays: 12,
  evaluateTest: true,
  seed: 0,
  dataSeed: 'seed',
  engine: 'auto',
  memory: 'fast',
  threads: 0,
  tensorboard: 'off',
  mlflow: 'off',
  mlflowExperiment: 'pneumo',
  workers: 0,
  cacheMemory: 'auto',
};

/** A recipe, and what it is for in half a line. */
interface NamedRecipe {
  description: string;
  config: Recipe;
}

const FOLDER = new URL('../../recipes/', import.meta.url);

/** A file of the folder `recipes`: `description`, and the keys in which it differs from the defaults. */
function readRecipe(file: string): NamedRecipe {
  const { description, ...differs } = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as {
    description: string;
  };
  return { description, config: { ...DEFAULTS, ...checkConfigFile(differs, file) } };
}

/** The named recipes of `pneumo train --recipe`: the files of the folder `recipes`, by name. */
export const RECIPES: Readonly<Record<string, NamedRecipe>> = Object.fromEntries(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [file.slice(0, -'.json'.length), readRecipe(file)]),
);
