import type * as tfl from '@tensorflow/tfjs-layers';
import { didYouMean } from '@pneumo/core';
import type { ExportGraph } from './ExportGraph.ts';
import type { ExportValue } from './ExportValue.ts';
import { type ExportWeight, LayerCall, notExportable } from './LayerCall.ts';
import { LAYER_EXPORTERS, REFUSED_LAYERS } from './layerExporters.ts';

/** A model, which may also stand as a layer in another one. */
export type LayersContainer = tfl.LayersModel;

/**
 * Walks a model from its outputs to its inputs and exports every layer on the way; models that stand
 * as layers are opened. A layer that is applied twice is exported twice, with the same weights.
 *
 * @param model - the model
 * @param inputs - values of its inputs
 * @param graph - where operators go
 * @param weights - contents of all weights
 * @returns values of its outputs
 */
export function exportModel(
  model: LayersContainer,
  inputs: readonly ExportValue[],
  graph: ExportGraph,
  weights: ReadonlyMap<tfl.LayerVariable, ExportWeight>,
): ExportValue[] {
  const values = new Map<number, ExportValue>(model.inputs.map(({ id }, index) => [id, inputs[index]!]));
  const visit = (tensor: tfl.SymbolicTensor): ExportValue => {
    const known = values.get(tensor.id);
    if (known !== undefined) return known;
    const { sourceLayer, nodeIndex } = tensor;
    const { inputTensors, outputTensors } = sourceLayer.inboundNodes[nodeIndex]!;
    if (inputTensors.length === 0)
      throw notExportable(sourceLayer, 'it is an input that the model does not list');
    const results = exportLayer(sourceLayer, inputTensors.map(visit), graph, weights);
    outputTensors.forEach(({ id }, index) => values.set(id, results[index]!));
    return values.get(tensor.id)!;
  };
  return model.outputs.map(visit);
}

function exportLayer(
  layer: tfl.layers.Layer,
  inputs: readonly ExportValue[],
  graph: ExportGraph,
  weights: ReadonlyMap<tfl.LayerVariable, ExportWeight>,
): ExportValue[] {
  if (isContainer(layer)) return exportModel(layer, inputs, graph, weights);
  checkLayer(layer);
  return [LAYER_EXPORTERS[layer.getClassName()]!(new LayerCall(layer, inputs, graph, weights))];
}

/** Every layer of a model that computes, those of models within it included. */
export function layersOf(model: LayersContainer): tfl.layers.Layer[] {
  return model.layers
    .filter((layer) => layer.getClassName() !== 'InputLayer')
    .flatMap((layer) => (isContainer(layer) ? layersOf(layer) : [layer]));
}

/** Refuses a layer that has no exporter, by its name and class. */
export function checkLayer(layer: tfl.layers.Layer): void {
  const className = layer.getClassName();
  if (Object.hasOwn(LAYER_EXPORTERS, className)) return;
  const reason = Object.hasOwn(REFUSED_LAYERS, className)
    ? REFUSED_LAYERS[className]!
    : `it is no layer that has a static ONNX form here.${didYouMean(className, Object.keys(LAYER_EXPORTERS))} ` +
      `Those that have: ${Object.keys(LAYER_EXPORTERS).join(', ')}`;
  throw notExportable(layer, reason);
}

function isContainer(layer: tfl.layers.Layer): layer is LayersContainer {
  return 'layers' in layer && 'inputs' in layer && Array.isArray(layer.inputs);
}
