import { PneumoError, checkInteger, checkNumber, checkOneOf } from '@pneumo/core';
import { checkKeys } from '../checkKeys.ts';

/** The whole configuration of a network that is known by its ImageNet weights; plain JSON. */
export interface BackboneConfig {
  /** Width and height of the input in pixels, 32 to 4096. */
  inputSize: number;
  /** Channels of the input: 3, or 1 for grey. */
  channels: 1 | 3;
  /** Outputs: 1 is a logit for PNEUMONIA, 1000 the classes of ImageNet. */
  classes: number;
  /**
   * What stands behind the averaged features: `'linear'`, one dense layer, as the network was published;
   * or `'study'`, the study's head of 512 and 128 hidden units.
   */
  head: 'linear' | 'study';
  /** Dropout rate in the head: before the dense layer, or behind the study's first hidden layer. */
  dropout: number;
  /** Momentum of batch normalisation in Keras' sense: the share of the old statistics that is kept. */
  batchNormMomentum: number;
  /** Seed of the initial weights, a whole number from 0 to 2^53 - 1. */
  seed: number;
}

/** Checks what is given and lays it over the defaults of an architecture. */
export function resolveBackboneConfig(
  architecture: string,
  defaults: { dropout: number; batchNormMomentum: number },
  overrides: object,
): BackboneConfig {
  const base: BackboneConfig = {
    inputSize: 224,
    channels: 3,
    classes: 1,
    head: 'linear',
    seed: 0,
    ...defaults,
  };
  checkKeys(architecture, overrides, Object.keys(base));
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  if ((given as Partial<BackboneConfig>).head === 'study') base.dropout = 0.4;
  const config: BackboneConfig = { ...base, ...given };
  checkInteger('inputSize', config.inputSize, { min: 32, max: 4096 });
  if (config.channels !== 1 && config.channels !== 3) {
    throw new PneumoError('INVALID_ARGUMENT', `channels is ${String(config.channels)}; expected 1 or 3.`);
  }
  checkInteger('classes', config.classes, { min: 1, max: 65536 });
  checkOneOf('head', config.head, ['linear', 'study']);
  checkNumber('dropout', config.dropout, { min: 0, max: 0.99 });
  checkNumber('batchNormMomentum', config.batchNormMomentum, { min: 0, max: 1 });
  checkInteger('seed', config.seed, { min: 0 });
  return config;
}
