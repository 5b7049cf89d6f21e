import { checkNumber, checkOneOf, PneumoError } from '@pneumo/core';

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

/** An optimiser as plain JSON; it is stored with each checkpoint. */
export type OptimiserConfig = AdamConfig | SgdConfig;

const fields: Record<OptimiserConfig['name'], readonly string[]> = {
  adam: ['name', 'beta1', 'beta2', 'epsilon', 'weightDecay', 'decays'],
  sgd: ['name', 'momentum', 'nesterov', 'weightDecay', 'decays'],
};

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
  const name = checkOneOf('optimiser.name', (config as OptimiserConfig | undefined)?.name, ['adam', 'sgd']);
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
  if (config.name === 'adam') {
    optional('beta1', config.beta1, belowOne);
    optional('beta2', config.beta2, belowOne);
    optional('epsilon', config.epsilon, { min: Number.MIN_VALUE });
  } else {
    optional('momentum', config.momentum, belowOne);
    if (config.nesterov === true && !((config.momentum ?? 0) > 0)) {
      throw new PneumoError(
        'INVALID_ARGUMENT',
        `optimiser.nesterov is true with a momentum of ${config.momentum ?? 0}; Nesterov's look-ahead needs a momentum above 0, such as 0.9.`,
      );
    }
  }
  return config;
}

function optional(field: string, value: number | undefined, bounds: { min?: number; max?: number }): void {
  if (value !== undefined) checkNumber(`optimiser.${field}`, value, bounds);
}
