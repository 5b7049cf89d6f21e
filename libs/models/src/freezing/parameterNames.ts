import type * as tfl from '@tensorflow/tfjs-layers';
import { architectureOf } from '../architectures.ts';
import type { ContractArchitecture } from '../contract/dataContract.ts';
import { type ModelParameter, modelParameters } from '../weights/modelParameters.ts';

/** Names of a model's layers in the order in which PyTorch registers its modules. */
export function layerOrder(model: tfl.LayersModel, architecture: ContractArchitecture): string[] {
  const { plan, resolve } = architectureOf(architecture.name);
  return plan === null
    ? model.layers.map(({ name }) => name)
    : plan(resolve(architecture.config)).layers.map(({ name }) => name);
}

/** The learned weights of a model, statistics left out, in PyTorch's order. */
export function learnedParameters(
  model: tfl.LayersModel,
  architecture: ContractArchitecture,
): ModelParameter[] {
  const place = new Map(layerOrder(model, architecture).map((name, i) => [name, i]));
  // The sort is stable: within a layer the weight stays before the bias.
  return modelParameters(model)
    .filter(({ learned }) => learned)
    .sort((a, b) => (place.get(a.layer.name) ?? Infinity) - (place.get(b.layer.name) ?? Infinity));
}

/**
 * The names of a model's parameter tensors as PyTorch's `named_parameters()` gives them, in its order.
 *
 * @param model - a model of the registry
 * @param architecture - name and configuration, as in the model's contract
 * @returns the names; running statistics are none of them
 * @throws PneumoError `UNKNOWN_MODEL`, `UNKNOWN_KEY` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * const config = { inputSize: 32 };
 * const model = createModel('resnet18', config, { weights: 'zeros' });
 * const names = parameterNames(model, { name: 'resnet18', config });
 * names.slice(-3); // ['layer4.1.bn2.bias', 'fc.weight', 'fc.bias']
 * ```
 */
export function parameterNames(model: tfl.LayersModel, architecture: ContractArchitecture): string[] {
  return learnedParameters(model, architecture).map(({ name }) => name);
}
