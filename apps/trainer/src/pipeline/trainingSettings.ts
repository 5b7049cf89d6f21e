import type { AugmentPolicy, MixPolicy } from '@pneumo/augment';
import { PneumoError } from '@pneumo/core';
import { classWeights, type ClassWeights } from '@pneumo/data';
import { sigmoidBinaryCrossEntropy, sigmoidFocalLoss } from '@pneumo/losses';
import { learningRateFactors, parameterGroups } from '@pneumo/models';
import type {
  AverageConfig,
  BatchLoss,
  Monitor,
  OptimiserConfig,
  OptimiserGroup,
  ScheduleConfig,
} from '@pneumo/training';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { policyNamed } from '../config/augmentPolicy.ts';
import { MONITORS } from '../config/monitors.ts';
import type { TrainConfig } from '../config/trainConfig.ts';
import { baseContract } from './modelSettings.ts';

/** The policy that varies training images. */
export function policyOf(config: TrainConfig): AugmentPolicy | undefined {
  return config.augment === 'none' ? undefined : policyNamed(config.augment);
}

/** What focal loss weighs PNEUMONIA by, and NORMAL by the rest, where no class weights do; the paper's. */
export const FOCAL_ALPHA = 0.25;

/**
 * How images of a batch are mixed.
 *
 * @throws PneumoError `INVALID_CONFIG` when two ways are asked for, or features of single images are reused
 */
export function mixOf({
  mixup,
  cutmix,
  reusePrefix,
}: Pick<TrainConfig, 'mixup' | 'cutmix' | 'reusePrefix'>): MixPolicy | undefined {
  if (mixup > 0 && cutmix > 0) {
    throw new PneumoError(
      'INVALID_CONFIG',
      `--mixup=${mixup} and --cutmix=${cutmix} were both given; a batch is mixed in one way, so give one of them.`,
    );
  }
  if (reusePrefix > 0 && (mixup > 0 || cutmix > 0)) {
    throw new PneumoError(
      'INVALID_CONFIG',
      `--${mixup > 0 ? `mixup=${mixup}` : `cutmix=${cutmix}`} mixes images, but --reuse-prefix=${reusePrefix} trains on features of single images; leave one of them out, or say --reuse-prefix=0.`,
    );
  }
  if (mixup > 0) return { version: 1, kind: 'mixup', alpha: mixup };
  return cutmix > 0 ? { version: 1, kind: 'cutmix', alpha: cutmix } : undefined;
}

/** Class weights of the training part, where the configuration wants them. */
export function classWeightsOf(config: TrainConfig, labels: readonly (0 | 1)[]): ClassWeights | undefined {
  return config.classWeights === 'balanced' ? classWeights(labels) : undefined;
}

/** The loss, one value per example, with the class weights in it; where there are any, they stand for focal loss's alpha. */
export function lossOf(config: TrainConfig, weights: ClassWeights | undefined): BatchLoss {
  const { labelSmoothing, focalGamma: gamma } = config;
  return (labels, logits, sampleWeights) => {
    const options = { sampleWeights, labelSmoothing, ...(weights && { classWeights: weights }) };
    return config.loss === 'focal'
      ? sigmoidFocalLoss(labels, logits, { ...options, gamma, alpha: weights ? null : FOCAL_ALPHA })
      : sigmoidBinaryCrossEntropy(labels, logits, options);
  };
}

/** The optimiser; with the model, the rates of its stages too. */
export function optimiserOf(config: TrainConfig, model?: LayersModel): OptimiserConfig {
  const shared = {
    ...(config.weightDecay > 0 && { weightDecay: config.weightDecay }),
    ...(model && config.layerDecay < 1 && { groups: groupsOf(config, model) }),
  };
  switch (config.optimizer) {
    case 'sgd':
      return { name: 'sgd', momentum: 0.9, nesterov: true, ...shared };
    case 'rmsprop':
      return { name: 'rmsprop', momentum: 0.9, ...shared };
    default:
      return { name: config.optimizer, ...shared };
  }
}

/** A group for each stage: the head's rate, times the decay once for each stage behind. */
function groupsOf(config: TrainConfig, model: LayersModel): OptimiserGroup[] {
  const groups = parameterGroups(model, baseContract(config).architecture);
  const factors = learningRateFactors(groups, config.layerDecay);
  return groups.map(({ weights }) => ({ weights, learningRateFactor: factors.get(weights[0]!)! }));
}

/** The average of weights that is validated and kept, if any. */
export function averageOf({ average }: Pick<TrainConfig, 'average'>): AverageConfig | undefined {
  const [kind, number] = average.split(':');
  if (kind === 'none') return undefined;
  return kind === 'ema'
    ? { kind, decay: Number(number), warmUp: true, validate: true }
    : { kind: 'swa', startEpoch: Number(number), validate: true };
}

/** What decides about the best epoch. */
export function monitorOf(config: TrainConfig): Monitor {
  return { monitor: config.monitor, mode: MONITORS[config.monitor] };
}

/**
 * Epochs of one cycle of the learning rate, at whose end a snapshot is kept; undefined where the schedule has no cycles.
 *
 * @throws PneumoError `INVALID_CONFIG` where a cycle would end within an epoch
 */
export function cycleEpochs({
  schedule,
  epochs,
  cycles,
}: Pick<TrainConfig, 'schedule' | 'epochs' | 'cycles'>): number | undefined {
  if (schedule !== 'cyclic-cosine') return undefined;
  if (epochs % cycles === 0) return epochs / cycles;
  throw new PneumoError(
    'INVALID_CONFIG',
    `--epochs=${epochs} cannot be divided into --cycles=${cycles}; expected a multiple, such as --epochs=${cycles * Math.ceil(epochs / cycles)}.`,
  );
}

/** The course of the learning rate, counted in steps. */
export function scheduleOf(config: TrainConfig, batchesPerEpoch: number): ScheduleConfig {
  const learningRate = config.lr;
  const warmUp =
    config.warmupEpochs > 0 ? { warmUpSteps: Math.round(config.warmupEpochs * batchesPerEpoch) } : {};
  switch (config.schedule) {
    case 'constant':
      return { kind: 'constant', learningRate, ...warmUp };
    case 'cosine':
      return { kind: 'cosine', learningRate, ...warmUp };
    case 'cyclic-cosine':
      return { kind: 'cyclic-cosine', learningRate, cycleSteps: cycleEpochs(config)! * batchesPerEpoch };
    case 'one-cycle':
      return { kind: 'one-cycle', learningRate };
    case 'step':
      return {
        kind: 'step',
        learningRate,
        everySteps: Math.max(1, Math.round(config.epochs / 3)) * batchesPerEpoch,
        ...warmUp,
      };
    case 'plateau':
      return { kind: 'plateau', learningRate, factor: 0.5, patience: 1, ...monitorOf(config), ...warmUp };
  }
}
