import { PneumoError } from '@pneumo/core';
import type * as tfl from '@tensorflow/tfjs-layers';

const convolutions = new Set(['Conv2D', 'DepthwiseConv2D', 'SeparableConv2D', 'Conv2DTranspose']);
/** What may stand between the last convolution and the features that it stands for. */
const followers = new Set([
  'BatchNormalization',
  'Activation',
  'ReLU',
  'LeakyReLU',
  'PReLU',
  'ELU',
  'ThresholdedReLU',
  'Add',
]);

/** A place in a model's graph: the output of one of its layers. */
export interface FeatureTensor {
  /** The symbolic output, of shape [null, h, w, c]. */
  tensor: tfl.SymbolicTensor;
  /** Name of the layer that makes it. */
  layer: string;
}

/**
 * Finds the feature maps to look at: those of a named layer or, without a name, those of the last
 * convolution, behind the batch normalisation, residual sum and activation that follow it.
 */
export function featureTensor(model: tfl.LayersModel, name?: string): FeatureTensor {
  const graph = sortedTensors(model);
  const maps = graph.filter((tensor) => tensor.shape.length === 4 && tensor.inputs.length > 0);
  if (name !== undefined) {
    const named = maps.findLast((tensor) => tensor.sourceLayer.name === name);
    if (named !== undefined) return { tensor: named, layer: name };
    throw new PneumoError(
      'UNKNOWN_LAYER',
      `The model has no layer '${name}' with feature maps; expected one of ${maps.map((t) => t.sourceLayer.name).join(', ')}.`,
      { details: { layer: name, candidates: maps.map((tensor) => tensor.sourceLayer.name) } },
    );
  }
  const last = maps.findLast((tensor) => convolutions.has(tensor.sourceLayer.getClassName()));
  if (last === undefined) {
    throw new PneumoError(
      'NO_CONVOLUTION',
      'The model has no two-dimensional convolution of its own (those inside nested models are not seen); ' +
        `expected one, or a layer by name. ${maps.length > 0 ? `Layers with feature maps: ${maps.map((t) => t.sourceLayer.name).join(', ')}.` : 'No layer has feature maps.'}`,
    );
  }
  let tensor = last;
  for (;;) {
    const consumers = graph.filter((candidate) => candidate.inputs.includes(tensor));
    if (consumers.length !== 1 || !followers.has(consumers[0]!.sourceLayer.getClassName())) break;
    tensor = consumers[0]!;
  }
  return { tensor, layer: tensor.sourceLayer.name };
}

/** All symbolic tensors between a model's inputs and its output, each behind those it is made of. */
function sortedTensors(model: tfl.LayersModel): tfl.SymbolicTensor[] {
  const seen = new Set<tfl.SymbolicTensor>();
  const sorted: tfl.SymbolicTensor[] = [];
  const visit = (tensor: tfl.SymbolicTensor): void => {
    if (seen.has(tensor)) return;
    seen.add(tensor);
    tensor.inputs.forEach(visit);
    sorted.push(tensor);
  };
  model.outputs.forEach(visit);
  return sorted;
}
