import type { TrainConfig } from './trainConfig.ts';

/** What a recipe leaves open: everything else it fixes. */
export type Recipe = Omit<TrainConfig, 'data' | 'recipe'>;

/**
 * The published study's custom CNN at 150×150: five blocks 32 to 512 and the study's augmentation,
 * on a split by patient, with the class weights n / (2 n_c).
 */
const study: Recipe = {
  patientRule: 'person-type',
  table: 'auto',
  badFiles: 'stop',
  split: 'patient',
  allowLeaks: false,
  validationFraction: 0.2,
  phantomPatients: 400,
  imageSize: 150,
  augment: 'study',
  model: 'cnn',
  weights: 'random',
  head: 'linear',
  trainable: 'all',
  frozenStatistics: 'kept',
  filters: [32, 64, 128, 256, 512],
  dense: [256],
  dropout: 0.2,
  denseDropout: 0.5,
  epochs: 6,
  batchSize: 32,
  lr: 0.001,
  schedule: 'cosine',
  warmupEpochs: 0.5,
  optimizer: 'adam',
  layerDecay: 1,
  weightDecay: 0,
  clipNorm: 0,
  microBatchSize: 0,
  average: 'none',
  loss: 'bce',
  focalGamma: 2,
  classWeights: 'balanced',
  labelSmoothing: 0,
  monitor: 'valLoss',
  patience: 5,
  threshold: 'youden',
  testTimeAugmentation: 'none',
  resamples: 2000,
  overlays: 12,
  evaluateTest: true,
  seed: 0,
  engine: 'auto',
  memory: 'fast',
  threads: 0,
  workers: 0,
};

/** The same code on small images with a narrower network: about a minute on two cores. */
const quick: Recipe = {
  ...study,
  imageSize: 64,
  filters: [8, 16, 32, 64],
  dense: [32],
  dropout: 0.1,
  denseDropout: 0.3,
  epochs: 10,
  lr: 0.002,
  monitor: 'valAuroc',
  patience: 0,
};

/**
 * The published study's transfer model at 224×224: an ImageNet ResNet50 with the study's head, of which the last 36
 * parameter tensors learn. Its weights are a file that `weights` names.
 */
const transfer: Recipe = {
  ...study,
  imageSize: 224,
  model: 'resnet50',
  head: 'study',
  trainable: 'last:36',
  denseDropout: 0.4,
  lr: 0.0005,
};

/** The named recipes of `pneumo train --recipe`. */
export const RECIPES: Readonly<Record<string, { description: string; config: Recipe }>> = {
  quick: { description: 'small images and a narrow CNN, minutes on two cores', config: quick },
  study: { description: "the study's CNN at 150×150", config: study },
  transfer: {
    description: "the study's ResNet50 at 224×224; give its ImageNet weights by --weights",
    config: transfer,
  },
};
