import { PneumoError } from '@pneumo/core';
import type * as tfl from '@tensorflow/tfjs-layers';

/** A layer and those that it takes its inputs from, in their order. */
export interface GraphLayer {
  layer: tfl.layers.Layer;
  inputs: tfl.layers.Layer[];
}

/**
 * The layers of a model from the input to the output, each behind those that it takes.
 *
 * @throws PneumoError `UNSUPPORTED_MODEL` when the model has several inputs or outputs, or uses a layer twice
 */
export function layerGraph(model: tfl.LayersModel): GraphLayer[] {
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new PneumoError(
      'UNSUPPORTED_MODEL',
      `The model has ${model.inputs.length} inputs and ${model.outputs.length} outputs; expected one of each.`,
    );
  }
  const graph: GraphLayer[] = [];
  /** A layer may have places in other models, too: which one is this model's, its tensors say. */
  const places = new Map<tfl.layers.Layer, number>();
  const visit = ({ sourceLayer: layer, nodeIndex }: tfl.SymbolicTensor): void => {
    const before = places.get(layer);
    if (before === nodeIndex) return;
    if (before !== undefined) {
      throw new PneumoError(
        'UNSUPPORTED_MODEL',
        `The model uses the layer ${layer.name} twice; expected every layer once.`,
        { details: { layer: layer.name } },
      );
    }
    places.set(layer, nodeIndex);
    const { inputTensors, inboundLayers } = layer.inboundNodes[nodeIndex]!;
    if (inboundLayers.length > 0) inputTensors.forEach(visit);
    graph.push({ layer, inputs: inboundLayers });
  };
  visit(model.outputs[0]!);
  return graph;
}
