import { PneumoError, checkInteger, checkNumber } from '@pneumo/core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { ContractArchitecture } from '../contract/dataContract.ts';
import { modelStages } from '../features/modelStages.ts';
import type { TrainableRule } from './setTrainable.ts';
import { layerOrder, learnedParameters } from './parameterNames.ts';

/** Parameters that belong together: those of one stage, or of the head. */
export interface ParameterGroup {
  /** The stage's name, or `'head'`. */
  name: string;
  /** PyTorch's names of its tensors, in order. */
  parameters: string[];
  /** The names of the same weights in TensorFlow.js, such as `'layer4.0.conv1/kernel'`. */
  weights: string[];
}

/**
 * Divides a model's parameters by stages, from the input to the head, for gradual unfreezing and for
 * learning rates that differ by depth.
 *
 * @param model - a model of the registry
 * @param architecture - name and configuration, as in the model's contract
 * @returns groups that hold at least one parameter; the last one is the head
 * @throws PneumoError `UNKNOWN_MODEL`, `UNKNOWN_KEY` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * const config = { inputSize: 32 };
 * const model = createModel('resnet18', config, { weights: 'zeros' });
 * const groups = parameterGroups(model, { name: 'resnet18', config });
 * groups.map(({ name }) => name); // ['stem', 'layer1', 'layer2', 'layer3', 'layer4', 'head']
 * ```
 */
export function parameterGroups(
  model: tfl.LayersModel,
  architecture: ContractArchitecture,
): ParameterGroup[] {
  const order = layerOrder(model, architecture);
  const ends = modelStages(architecture).map(({ name, layer }) => ({ name, end: order.indexOf(layer) }));
  const groups = [...ends.map(({ name }) => name), 'head'].map((name): ParameterGroup => ({
    name,
    parameters: [],
    weights: [],
  }));
  for (const { name, variable, layer } of learnedParameters(model, architecture)) {
    const place = order.indexOf(layer.name);
    const stage = ends.findIndex(({ end }) => place <= end);
    const group = groups.at(stage)!; // -1, behind all stages, is the head
    group.parameters.push(name);
    group.weights.push(variable.originalName);
  }
  return groups.filter(({ parameters }) => parameters.length > 0);
}

/**
 * Learning-rate factors by depth (Howard and Ruder 2018, arXiv:1801.06146): 1 for the head, and `decay`
 * times less for each group towards the input.
 *
 * @param groups - of {@link parameterGroups}
 * @param decay - above 0 and at most 1; Howard and Ruder take 1 / 2.6
 * @returns the factor of each weight, by its name in TensorFlow.js
 * @throws PneumoError `INVALID_ARGUMENT` for a decay out of range
 *
 * @example
 * ```ts
 * const groups = [
 *   { name: 'layer4', parameters: ['layer4.0.conv1.weight'], weights: ['layer4.0.conv1/kernel'] },
 *   { name: 'head', parameters: ['fc.bias'], weights: ['fc/bias'] },
 * ];
 * learningRateFactors(groups, 0.5).get('layer4.0.conv1/kernel'); // 0.5
 * ```
 */
export function learningRateFactors(groups: readonly ParameterGroup[], decay: number): Map<string, number> {
  checkNumber('decay', decay, { min: 1e-6, max: 1 });
  return new Map(
    groups.flatMap(({ weights }, i) =>
      weights.map((weight): [string, number] => [weight, decay ** (groups.length - 1 - i)]),
    ),
  );
}

/**
 * Gradual unfreezing (Howard and Ruder 2018): the head alone first, and one group more after every
 * `epochsPerGroup` epochs. The rule goes to {@link setTrainable} when an epoch begins.
 *
 * @param groups - of {@link parameterGroups}
 * @param epoch - number of the epoch, from 0 on
 * @param epochsPerGroup - epochs until the next group joins
 * @returns the rule for this epoch
 * @throws PneumoError `INVALID_ARGUMENT` for numbers that are not whole or too small, or no group
 *
 * @example
 * ```ts
 * const config = { inputSize: 32 };
 * const model = createModel('resnet18', config, { weights: 'zeros' });
 * const groups = parameterGroups(model, { name: 'resnet18', config });
 * gradualUnfreezing(groups, 0, 1); // { lastTensors: 2 }
 * gradualUnfreezing(groups, 99, 1); // { lastTensors: 62 }
 * ```
 */
export function gradualUnfreezing(
  groups: readonly ParameterGroup[],
  epoch: number,
  epochsPerGroup = 1,
): Extract<TrainableRule, { lastTensors: number }> {
  checkInteger('epoch', epoch, { min: 0 });
  checkInteger('epochsPerGroup', epochsPerGroup, { min: 1 });
  const open = groups.slice(-(1 + Math.floor(epoch / epochsPerGroup)));
  if (open.length === 0)
    throw new PneumoError('INVALID_ARGUMENT', 'groups is empty; expected those of parameterGroups.');
  return { lastTensors: open.reduce((sum, { parameters }) => sum + parameters.length, 0) };
}
