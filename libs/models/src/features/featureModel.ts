import { PneumoError, didYouMean } from '@pneumo/core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { ContractArchitecture } from '../contract/dataContract.ts';
import { modelStages } from './modelStages.ts';

/**
 * A model that gives feature maps by name. It shares layers and weights with the model it is made from:
 * it costs nothing, learns with it, and must not be disposed while the other is used.
 *
 * @param model - a model of the registry
 * @param architecture - name and configuration, as in the model's contract
 * @param names - stages (those of {@link modelStages}) or layers, at least one
 * @returns a model from the same images to the outputs of these, in their order
 * @throws PneumoError `UNKNOWN_LAYER` naming the nearest; `INVALID_ARGUMENT` without names
 *
 * @example
 * ```ts
 * const config = { inputSize: 64 };
 * const model = createModel('resnet18', config, { weights: 'zeros' });
 * const features = featureModel(model, { name: 'resnet18', config }, ['layer2', 'layer4', 'avgpool']);
 * features.outputs.map(({ shape }) => shape.at(-1)); // [128, 512, 512]
 * ```
 */
export function featureModel(
  model: tfl.LayersModel,
  architecture: ContractArchitecture,
  names: readonly string[],
): tfl.LayersModel {
  if (names.length === 0) {
    throw new PneumoError('INVALID_ARGUMENT', 'names is empty; expected at least one stage or layer.');
  }
  const stages = new Map(modelStages(architecture).map(({ name, layer }) => [name, layer]));
  const outputs = names.map((name) => {
    const wanted = stages.get(name) ?? name;
    const layer = model.layers.find((each) => each.name === wanted);
    if (layer !== undefined) return layer.output as tfl.SymbolicTensor;
    const known = [...stages.keys(), ...model.layers.map((each) => each.name)];
    throw new PneumoError(
      'UNKNOWN_LAYER',
      `The model has no stage or layer '${name}'.${didYouMean(name, known)} Its stages are ${[...stages.keys()].join(', ')}.`,
      { details: { name, known } },
    );
  });
  return tfl.model({ inputs: model.inputs, outputs, name: `${model.name}_features` });
}
