import { SMALLEST_POSITIVE } from '@pneumo/core';
import { modelNames } from '@pneumo/models';
import { engineNames } from '@pneumo/engine';
import { parseThresholdRule } from '@pneumo/metrics';
import { z } from 'zod';
import { CALIBRATIONS } from '../pipeline/calibrateRun.ts';
import { augmentSchema } from './augmentPolicy.ts';
import { HUB_FORM, isWeights } from './hubWeights.ts';
import { memorySize } from './memorySize.ts';
import { MONITORS, type MonitorName } from './monitors.ts';

const positive = z.number().int().min(1);

/** Where a positive number must not be 0 in a tensor. */
const isFloat32 = (value: number): boolean => value >= SMALLEST_POSITIVE;
const TOO_SMALL = { message: 'a number of at least 1.2e-38, since float32 may take a smaller one for 0' };

/**
 * The whole configuration of a training run, one level deep: every key is a flag of `pneumo train`
 * in kebab-case, a key of a configuration file, and stands in the run folder's config.json.
 */
export const trainConfigSchema = z.strictObject({
  recipe: z.string().min(1),
  data: z.string().min(1),
  patientRule: z.string().min(1),
  table: z.string().min(1),
  badFiles: z.enum(['stop', 'skip']),
  split: z.string().regex(/^(patient|study|given|.+\.json)$/, {
    message: "'patient', 'study', 'given' or a file of pneumo split (.json)",
  }),
  allowLeaks: z.boolean(),
  validationFraction: z.number().min(0.05).max(0.5),
  phantomPatients: z.number().int().min(20).max(100_000),
  imageSize: z.number().int().min(32).max(1024),
  imageDepth: z.literal([8, 16]),
  augment: augmentSchema,
  mixup: z.number().min(0).max(100),
  cutmix: z.number().min(0).max(100),
  masks: z.string().min(1),
  sampling: z.string().regex(/^(shuffled|balanced|patients|(column|weights):.+)$/, {
    message: "'shuffled', 'balanced', 'patients', 'column:NAME' or 'weights:NAME'",
  }),
  lastBatch: z.enum(['keep', 'drop', 'pad']),
  model: z.enum(modelNames() as [string, ...string[]]),
  weights: z
    .string()
    .min(1)
    .refine(isWeights, { message: `'random', a path, ${HUB_FORM}` }),
  head: z.enum(['linear', 'study']),
  trainable: z.string().regex(/^(all|last:[1-9]\d*|from:.+|pattern:.+)$/, {
    message: "'all', 'last:36', 'from:layer4' or 'pattern:REGEXP'",
  }),
  frozenStatistics: z.enum(['kept', 'updated']),
  reusePrefix: z.number().int().min(0).max(1000),
  prefixPrecision: z.enum(['float32', 'float16']),
  prefixDisk: z.number().gt(0).max(1_000_000),
  filters: z.array(positive.max(4096)).min(1).max(8),
  dense: z.array(positive.max(16_384)).max(4),
  dropout: z.number().min(0).max(0.9),
  denseDropout: z.number().min(0).max(0.9),
  epochs: positive.max(10_000),
  batchSize: positive.max(4096),
  lr: z.number().gt(0).max(10).refine(isFloat32, TOO_SMALL),
  schedule: z.enum(['constant', 'cosine', 'cyclic-cosine', 'one-cycle', 'step', 'plateau']),
  cycles: positive.max(1000),
  warmupEpochs: z.number().min(0).max(100),
  optimizer: z.enum(['adam', 'sgd', 'rmsprop', 'lion']),
  layerDecay: z.number().min(0.01).max(1),
  unfreezeEpochs: z.number().int().min(0).max(1000),
  weightDecay: z.number().min(0).max(1),
  clipNorm: z
    .number()
    .min(0)
    .refine((norm) => norm === 0 || isFloat32(norm), TOO_SMALL),
  microBatchSize: z.number().int().min(0),
  average: z
    .string()
    .regex(/^(none|ema:0?\.\d+|swa:[1-9]\d*)$/, { message: "'none', 'ema:0.999' or 'swa:3'" }),
  loss: z.enum(['bce', 'focal']),
  focalGamma: z.number().min(0).max(10),
  classWeights: z.enum(['balanced', 'none']),
  labelSmoothing: z.number().min(0).max(0.5),
  monitor: z.enum(Object.keys(MONITORS) as [MonitorName, ...MonitorName[]]),
  shiftImages: z.number().int().min(20).max(100_000),
  patience: z.number().int().min(0),
  checkpointSteps: z.number().int().min(0),
  threshold: z.string().refine(isThresholdRule, {
    message: "'youden', 'sensitivity:0.95' (over 0, up to 1) or a number from 0 to 1",
  }),
  calibration: z.enum(CALIBRATIONS),
  testTimeAugmentation: z.enum(['none', 'flip']),
  resamples: z.number().int().min(100).max(100_000),
  overlays: z.number().int().min(0).max(200),
  evaluateTest: z.boolean(),
  seed: z.number().int().min(0),
  dataSeed: z.string().regex(/^(seed|\d{1,15})$/, { message: "'seed' or a whole number" }),
  engine: z.enum(engineNames),
  memory: z.enum(['fast', 'small']),
  threads: z.number().int().min(0).max(1024),
  tensorboard: z.string().min(1),
  mlflow: z.string().regex(/^(off|https?:\/\/[^@\s]+)$/, {
    message:
      "'off' or an address such as http://localhost:5000, without user and password, which MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD give",
  }),
  mlflowExperiment: z.string().min(1),
  workers: z.number().int().min(0).max(64),
  cacheMemory: z.string().refine((text) => memorySize(text) !== null, {
    message: "'auto', or a size such as 512M or 4G",
  }),
});

/** The resolved configuration of a training run. */
export type TrainConfig = z.infer<typeof trainConfigSchema>;

/** A part of a configuration: a recipe, a file, the flags. */
export type PartialConfig = Partial<TrainConfig>;

/** The name under which the generated films are a data set. */
export const PHANTOM = 'phantom';

function isThresholdRule(text: string): boolean {
  try {
    parseThresholdRule(text);
    return true;
  } catch {
    return false;
  }
}
