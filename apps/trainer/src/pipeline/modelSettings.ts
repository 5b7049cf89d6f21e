import { IMAGENET_NORMALISATION } from '@pneumo/core';
import { CONTRACT_SCHEMA_VERSION, type DataContract, resolveModelConfig } from '@pneumo/models';
import type { TrainConfig } from '../config/trainConfig.ts';

/** Grey films are given to the network as three channels, normalised as ImageNet's. */
export const INPUT_CHANNELS = 3;

/** The architecture's configuration that a run's configuration asks for. */
export function modelConfigOf(config: TrainConfig): ReturnType<typeof resolveModelConfig> {
  return resolveModelConfig(config.model, {
    inputSize: config.imageSize,
    channels: INPUT_CHANNELS,
    filters: config.filters,
    blockDropout: config.dropout,
    dense: config.dense,
    denseDropout: config.denseDropout,
    seed: config.seed,
  });
}

/** The contract of the model that a run trains, before a threshold is chosen. */
export function contractOf(config: TrainConfig, manifestHash: string): DataContract {
  return {
    schemaVersion: CONTRACT_SCHEMA_VERSION,
    architecture: { name: config.model, config: modelConfigOf(config) },
    inputSize: config.imageSize,
    channels: INPUT_CHANNELS,
    normalisation: IMAGENET_NORMALISATION,
    classNames: ['NORMAL', 'PNEUMONIA'],
    manifestHash,
  };
}
