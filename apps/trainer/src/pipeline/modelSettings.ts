import { PneumoError } from '@pneumo/core';
import { type DataContract, modelContract, type TrainableRule } from '@pneumo/models';
import type { TrainConfig } from '../config/trainConfig.ts';

/** Grey films are given to the network as three channels, normalised as those that it was first trained on. */
export const INPUT_CHANNELS = 3;

/** The keys of the architecture that a run's configuration sets. */
function architectureKeys(config: TrainConfig): object {
  const common = { inputSize: config.imageSize, channels: INPUT_CHANNELS, seed: config.seed };
  return config.model === 'cnn'
    ? {
        ...common,
        filters: config.filters,
        blockDropout: config.dropout,
        dense: config.dense,
        denseDropout: config.denseDropout,
      }
    : { ...common, head: config.head, dropout: config.denseDropout };
}

/** The contract of the model that a run trains, before its data and threshold are known. */
export function baseContract(config: TrainConfig): DataContract {
  return modelContract(config.model, architectureKeys(config));
}

/** The contract of the model that a run trains, before a threshold is chosen. */
export function contractOf(config: TrainConfig, manifestHash: string): DataContract {
  const { testTimeAugmentation } = config;
  return {
    ...baseContract(config),
    ...(testTimeAugmentation !== 'none' && { testTimeAugmentation }),
    manifestHash,
  };
}

/**
 * The rule that `--trainable` names: `all`, `last:36` (parameter tensors), `from:layer4` (a module or stage and
 * what follows it) or `pattern:REGEXP` of PyTorch's names.
 *
 * @throws PneumoError `INVALID_CONFIG` where weights that nobody has trained would be frozen
 */
export function trainableRule({
  trainable,
  weights,
}: Pick<TrainConfig, 'trainable' | 'weights'>): TrainableRule {
  if (trainable === 'all') return 'all';
  if (weights === 'random') {
    throw new PneumoError(
      'INVALID_CONFIG',
      `--trainable=${trainable} freezes layers, but the weights are random; name trained ones by --weights=FILE.`,
    );
  }
  const [, kind, value] = /^(last|from|pattern):(.+)$/.exec(trainable)!;
  if (kind === 'last') return { lastTensors: Number(value) };
  return kind === 'from' ? { fromModule: value! } : { pattern: value! };
}
