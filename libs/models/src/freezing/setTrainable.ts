import { PneumoError, checkInteger, checkOneOf, didYouMean } from '@pneumo/core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { ContractArchitecture } from '../contract/dataContract.ts';
import { BatchNormalization } from '../layers/BatchNormalization.ts';
import { type ParameterGroup, parameterGroups } from './parameterGroups.ts';
import { learnedParameters } from './parameterNames.ts';

/** Which parameter tensors learn: `'all'`, or those that one of these names. */
export type TrainableRule =
  | 'all'
  | {
      /** How many learn, counted from the end in PyTorch's order. */
      lastTensors: number;
    }
  | {
      /**
       * Module from whose first tensor on all learn, such as `'layer4'` or `'fc'`; or, where no module is called so,
       * a group of {@link parameterGroups}: a stage, such as `'stem'`, or `'head'`.
       */
      fromModule: string;
    }
  | {
      /** A regular expression that finds PyTorch's names of those that learn. */
      pattern: string;
    };

/** Options of {@link setTrainable}. */
export interface SetTrainableOptions {
  /**
   * What batch normalisation does in training where none of its parameters learns: `'kept'` uses its stored
   * statistics and keeps them, bit for bit (default); `'updated'` uses the batch's and updates the
   * stored ones, as a PyTorch model in `train()` mode does whose parameters were frozen by
   * `requires_grad = False`: the study's literal behaviour.
   */
  frozenStatistics?: 'kept' | 'updated';
}

/**
 * Freezes and unfreezes a model by its parameter tensors. The study's transfer model trains
 * `{ lastTensors: 36 }` of its ResNet50 with the head `'study'`.
 *
 * A saved model remembers whole frozen layers; a layer that learns in part is saved as one that learns,
 * so call this again after loading.
 *
 * @param model - a model of the registry
 * @param architecture - name and configuration, as in the model's contract
 * @param rule - which tensors learn
 * @param options - what frozen batch normalisation does
 * @returns PyTorch's names of the tensors that learn, in its order
 * @throws PneumoError `INVALID_ARGUMENT` when the rule is none of these, or no tensor would learn
 *
 * @example
 * ```ts
 * const config = { inputSize: 32, head: 'study' };
 * const model = createModel('resnet18', config, { weights: 'zeros' });
 * const names = setTrainable(model, { name: 'resnet18', config }, { lastTensors: 10 });
 * names.slice(0, 3); // ['layer4.1.bn2.weight', 'layer4.1.bn2.bias', 'fc.0.weight']
 * setTrainable(model, { name: 'resnet18', config }, { fromModule: 'stem' })[0]; // 'conv1.weight'
 * ```
 */
export function setTrainable(
  model: tfl.LayersModel,
  architecture: ContractArchitecture,
  rule: TrainableRule,
  { frozenStatistics = 'kept' }: SetTrainableOptions = {},
): string[] {
  checkOneOf('frozenStatistics', frozenStatistics, ['kept', 'updated']);
  const parameters = learnedParameters(model, architecture);
  const names = parameters.map(({ name }) => name);
  const groups = parameterGroups(model, architecture);
  const learns = new Set(chosen(names, groups, rule));
  if (learns.size === 0) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `No parameter tensor would learn by the rule ${JSON.stringify(rule)}; expected one that some of ` +
        `${names[0]} to ${names.at(-1)} fit.`,
      { details: { rule } },
    );
  }
  const layers = new Set(parameters.map(({ layer }) => layer));
  for (const layer of layers) {
    const own = parameters.filter((parameter) => parameter.layer === layer);
    layer.trainable = own.some(({ name }) => learns.has(name));
    for (const { name, variable } of own) variable.trainable = learns.has(name);
    if (layer instanceof BatchNormalization) layer.setFrozenStatistics(frozenStatistics);
  }
  return names.filter((name) => learns.has(name));
}

function chosen(
  names: readonly string[],
  groups: readonly ParameterGroup[],
  rule: TrainableRule,
): readonly string[] {
  if (rule === 'all') return names;
  const keys = typeof rule === 'object' && rule !== null ? Object.keys(rule) : [];
  const value: unknown = keys.length === 1 ? Object.values(rule)[0] : undefined;
  if (keys[0] === 'lastTensors') {
    return names.slice(-checkInteger('lastTensors', value, { min: 1, max: names.length }));
  }
  if (keys[0] === 'fromModule' && typeof value === 'string') {
    const first = names.findIndex((name) => name === value || name.startsWith(`${value}.`));
    if (first >= 0) return names.slice(first);
    const group = groups.findIndex(({ name }) => name === value);
    if (group >= 0) return groups.slice(group).flatMap(({ parameters }) => parameters);
    throw noModule(value, names, groups);
  }
  if (keys[0] === 'pattern' && typeof value === 'string') {
    const expression = compile(value);
    return names.filter((name) => expression.test(name));
  }
  throw new PneumoError(
    'INVALID_ARGUMENT',
    `The rule is ${JSON.stringify(rule)}; expected 'all', { lastTensors }, { fromModule } or { pattern }.`,
    { details: { rule } },
  );
}

function noModule(value: string, names: readonly string[], groups: readonly ParameterGroup[]): PneumoError {
  const stages = groups.map(({ name }) => name);
  const modules = names.flatMap((name) => {
    const parts = name.split('.').slice(0, -1);
    return parts.map((_, i) => parts.slice(0, i + 1).join('.'));
  });
  return new PneumoError(
    'INVALID_ARGUMENT',
    `The model has no module or stage '${value}' with parameters.${didYouMean(value, [...stages, ...modules])} ` +
      `Its stages are ${stages.join(', ')}.`,
    { details: { fromModule: value, stages } },
  );
}

function compile(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch (cause) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      `pattern is '${pattern}', which is no regular expression: ${(cause as Error).message}`,
      { cause },
    );
  }
}
