import { checkBoolean, checkNumber, checkOneOf, checkPositive, PneumoError } from '@pneumo/core';
import { checkGroups } from './optimiserGroups.ts';
import type { OptimiserGroup } from './optimiserGroups.ts';

/** What every optimiser takes. */
export interface WeightDecayConfig {
  /**
   * Decoupled weight decay (Loshchilov and Hutter, 2019): before its step a weight is multiplied by
   * `1 - learningRate * weightDecay`. 0 by default.
   */
  readonly weightDecay?: number;
  /**
   * Which weights decay: `kernels` (those of rank 2 and more, so neither biases nor batch
   * normalisation; the default) or `all`, as PyTorch's AdamW does by default.
   */
  readonly decays?: 'kernels' | 'all';
  /**
   * Groups of weights with rates of their own, such as smaller ones near the input (Howard and Ruder,
   * 2018, arXiv:1801.06146). A weight is in one group at most; in none it learns at the schedule's rate.
   */
  readonly groups?: readonly OptimiserGroup[];
}

/** Adam, and AdamW when `weightDecay` is above 0. Kingma and Ba, 2015. */
export interface AdamConfig extends WeightDecayConfig {
  /** Which optimiser. */
  readonly name: 'adam';
  /** Decay of the running mean of gradients, 0.9 by default; 0 to below 1. */
  readonly beta1?: number;
  /** Decay of the running mean of squared gradients, 0.999 by default; 0 to below 1. */
  readonly beta2?: number;
  /** Added to the root of the second moment; above 0, 1e-7 by default as in Keras (PyTorch: 1e-8). */
  readonly epsilon?: number;
}

/** Stochastic gradient descent, with momentum as in PyTorch. */
export interface SgdConfig extends WeightDecayConfig {
  /** Which optimiser. */
  readonly name: 'sgd';
  /** Share of the last direction that is kept, 0 by default; 0 to below 1. */
  readonly momentum?: number;
  /** Looks ahead along the momentum (Nesterov); needs a momentum above 0. false by default. */
  readonly nesterov?: boolean;
}

/** RMSprop as in PyTorch, but with decoupled weight decay. Hinton, 2012. */
export interface RmspropConfig extends WeightDecayConfig {
  /** Which optimiser. */
  readonly name: 'rmsprop';
  /** Decay of the running mean of squared gradients, 0.99 by default as in PyTorch (Keras: 0.9); 0 to below 1. */
  readonly alpha?: number;
  /** Added to the root of that mean; above 0, 1e-7 by default as in Keras (PyTorch: 1e-8). */
  readonly epsilon?: number;
  /** Share of the last step that is kept, 0 by default; 0 to below 1. */
  readonly momentum?: number;
  /** Divides by the spread of the gradients around their running mean; false by default. */
  readonly centered?: boolean;
}

/** Lion: steps along a sign, one moment a weight. Chen et al., 2023; takes a rate 3 to 10 times below Adam's. */
export interface LionConfig extends WeightDecayConfig {
  /** Which optimiser. */
  readonly name: 'lion';
  /** Share of the momentum in the direction, 0.9 by default; 0 to below 1. */
  readonly beta1?: number;
  /** Decay of the momentum, 0.99 by default; 0 to below 1. */
  readonly beta2?: number;
}

/** An optimiser as plain JSON; it is stored with each checkpoint. */
export type OptimiserConfig = AdamConfig | SgdConfig | RmspropConfig | LionConfig;

const shared = ['weightDecay', 'decays', 'groups'];
const fields: Record<OptimiserConfig['name'], readonly string[]> = {
  adam: ['name', 'beta1', 'beta2', 'epsilon', ...shared],
  sgd: ['name', 'momentum', 'nesterov', ...shared],
  rmsprop: ['name', 'alpha', 'epsilon', 'momentum', 'centered', ...shared],
  lion: ['name', 'beta1', 'beta2', ...shared],
};

const names = Object.keys(fields) as OptimiserConfig['name'][];
const belowOne = { min: 0, max: 1 - 2 ** -24 };

/**
 * Checks an optimiser's configuration, also one that came from a JSON file.
 *
 * @param config - what came
 * @returns the same value
 * @throws PneumoError `INVALID_ARGUMENT` naming the field, what came and what is allowed
 *
 * @example
 * ```ts
 * checkOptimiserConfig({ name: 'adam', beta1: 0.9 }).name; // 'adam'
 * ```
 */
export function checkOptimiserConfig(config: OptimiserConfig): OptimiserConfig {
  const name = checkOneOf('optimiser.name', (config as OptimiserConfig | undefined)?.name, names);
  for (const key of Object.keys(config)) {
    if (!fields[name].includes(key)) {
      throw new PneumoError(
        'INVALID_ARGUMENT',
        `optimiser has the field '${key}', which '${name}' does not know; expected ${fields[name].join(', ')}.`,
      );
    }
  }
  optional('weightDecay', config.weightDecay, { min: 0 });
  if (config.decays !== undefined) checkOneOf('optimiser.decays', config.decays, ['kernels', 'all']);
  checkGroups(config.groups);
  switch (config.name) {
    case 'adam':
      optional('beta1', config.beta1, belowOne);
      optional('beta2', config.beta2, belowOne);
      if (config.epsilon !== undefined) checkPositive('optimiser.epsilon', config.epsilon);
      break;
    case 'sgd':
      optional('momentum', config.momentum, belowOne);
      if (config.nesterov !== undefined) checkBoolean('optimiser.nesterov', config.nesterov);
      if (config.nesterov === true && !((config.momentum ?? 0) > 0)) {
        throw new PneumoError(
          'INVALID_ARGUMENT',
          `optimiser.nesterov is true with a momentum of ${config.momentum ?? 0}; Nesterov's look-ahead needs a momentum above 0, such as 0.9.`,
        );
      }
      break;
    case 'rmsprop':
      optional('alpha', config.alpha, belowOne);
      if (config.epsilon !== undefined) checkPositive('optimiser.epsilon', config.epsilon);
      optional('momentum', config.momentum, belowOne);
      if (config.centered !== undefined) checkBoolean('optimiser.centered', config.centered);
      break;
    case 'lion':
      optional('beta1', config.beta1, belowOne);
      optional('beta2', config.beta2, belowOne);
  }
  return config;
}

function optional(field: string, value: number | undefined, bounds: { min?: number; max?: number }): void {
  if (value !== undefined) checkNumber(`optimiser.${field}`, value, bounds);
}
