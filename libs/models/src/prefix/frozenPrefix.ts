import { PneumoError } from '@pneumo/core';
import * as tfl from '@tensorflow/tfjs-layers';
import { chooseCut, type CutFeatures } from './chooseCut.ts';
import { layerGraph } from './layerGraph.ts';
import { SharedPointwise } from './SharedPointwise.ts';

/** A model divided in two where training begins to matter; see {@link frozenPrefix}. */
export interface FrozenPrefix {
  /** From images to features. Not to be disposed by itself: its layers are the model's. */
  prefix: tfl.LayersModel;
  /** From features to what the model gives. Its layers and variables are the model's: what it learns, the model has learned. */
  suffix: tfl.LayersModel;
  /** Name of the layer whose output the features are; of several, joined by ` + `. */
  cut: string;
  /**
   * Shape of one example's features. A vector of features counts as one pixel, [1, 1, length]; features of several
   * layers stand one behind the other, [1, length, 1].
   */
  shape: [height: number, width: number, channels: number];
  /** Undoes the division, so that layers have one place again; call it when the suffix is no longer needed. The model stays. */
  dispose(): void;
}

/**
 * Divides a model behind its last layer in front of which nothing learns, nothing is drawn, and no statistics
 * move. The features there are the same in every epoch: computed once for each input, they need not be computed again.
 * A training of the suffix on features is the training of the model on images.
 *
 * The cut is behind one layer or, where that leaves so much less to compute that it is worth the numbers, behind several; of several
 * places behind the same work the one with the fewest numbers is taken. Of an output that only pointwise convolutions
 * with strides look at, what they look at is kept. While the model is divided, its
 * layers behind the cut have two places, and tfjs' `layer.output` refuses to choose: call `dispose()` before
 * {@link featureModel} or Grad-CAM.
 *
 * @param model - one input, one output; {@link setTrainable} has said what learns
 * @returns both parts
 * @throws PneumoError `NO_FROZEN_PREFIX` naming what learns from the start on, or frozen batch normalisation whose
 *   statistics go on moving; `UNSUPPORTED_MODEL` when the model has several inputs or outputs, or uses a layer twice
 *
 * @example
 * ```ts
 * const config = { inputSize: 32, head: 'study' };
 * const model = createModel('resnet18', config, { weights: 'zeros' });
 * setTrainable(model, { name: 'resnet18', config }, { fromModule: 'layer4' });
 * const divided = frozenPrefix(model);
 * divided.cut; // 'layer3.1.relu2'
 * divided.shape; // [2, 2, 256]
 * divided.dispose();
 * ```
 */
export function frozenPrefix(model: tfl.LayersModel): FrozenPrefix {
  const graph = layerGraph(model);
  refuseDivided(graph.at(-1)!.layer);
  const { front, features } = chooseCut(model, graph);
  const cut = features.map(({ layer }) => layer.name).join(' + ');
  const outbound = features.map(({ layer }) => [layer, layer.outboundNodes.length] as const);
  const length = features.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const [only] = features.length === 1 ? features : [];
  const single = only?.shape.length === 3 ? only.shape : [1, 1, length];
  const shape = (only ? single : [1, length, 1]) as FrozenPrefix['shape'];
  const packed = pack(features, shape);
  const input = tfl.input({ shape, name: 'cut_features' });
  const made = unpack(features, input);
  const strided = new Set(features.flatMap(({ layer, stride }) => (stride > 1 ? [layer] : [])));
  const added = graph.flatMap(({ layer, inputs }) => {
    if (front.has(layer)) return [];
    const taken = inputs.map((each) => made.get(each)!);
    const shared = inputs.some((each) => strided.has(each));
    const place = shared ? new SharedPointwise(layer) : layer;
    made.set(layer, place.apply(taken.length === 1 ? taken[0]! : taken) as tfl.SymbolicTensor);
    return shared ? [] : [layer];
  });
  const outputs = made.get(graph.at(-1)!.layer)!;
  const suffix = tfl.model({ inputs: input, outputs, name: `${model.name}_suffix` });
  return {
    prefix: tfl.model({ inputs: model.inputs, outputs: packed, name: `${model.name}_prefix` }),
    suffix,
    cut,
    shape,
    dispose() {
      suffix.dispose();
      for (const [layer, count] of outbound) layer.outboundNodes.splice(count);
      for (const layer of added) {
        const node = layer.inboundNodes.pop()!;
        for (const each of node.inboundLayers) remove(each.outboundNodes, node);
      }
    },
  };
}

/** What goes over the cut, in one tensor. */
function pack(features: readonly CutFeatures[], shape: number[]): tfl.SymbolicTensor {
  const kept = features.map(({ layer, stride }) => {
    const output = layer.output as tfl.SymbolicTensor;
    if (stride === 1) return output;
    // A maximum of one pixel: takes the first of stride × stride.
    const pick = { name: `${layer.name}_strided`, poolSize: 1, strides: stride, padding: 'valid' } as const;
    return tfl.layers.maxPooling2d(pick).apply(output) as tfl.SymbolicTensor;
  });
  if (kept.length === 1) return reshaped(kept[0]!, shape, 'cut_packed');
  const flat = kept.map((tensor, i) => tfl.layers.flatten({ name: `cut_flat${i}` }).apply(tensor));
  const all = tfl.layers.concatenate({ name: 'cut_all' }).apply(flat as tfl.SymbolicTensor[]);
  return reshaped(all as tfl.SymbolicTensor, shape, 'cut_packed');
}

/** The other way round: each layer's features. */
function unpack(
  features: readonly CutFeatures[],
  input: tfl.SymbolicTensor,
): Map<tfl.layers.Layer, tfl.SymbolicTensor> {
  let before = 0;
  const total = input.shape.slice(1).reduce<number>((a, b) => a * b!, 1);
  return new Map(
    features.map(({ layer, shape }, i) => {
      if (features.length === 1) return [layer, reshaped(input, shape, 'cut_unpacked')];
      const length = shape.reduce((a, b) => a * b, 1);
      const cropping: [[number, number], [number, number]] = [
        [0, 0],
        [before, total - before - length],
      ];
      before += length;
      const part = tfl.layers.cropping2D({ name: `cut_part${i}`, cropping }).apply(input);
      const unpacked = tfl.layers.reshape({ name: `cut_unpacked${i}`, targetShape: shape }).apply(part);
      return [layer, unpacked as tfl.SymbolicTensor];
    }),
  );
}

function reshaped(tensor: tfl.SymbolicTensor, shape: number[], name: string): tfl.SymbolicTensor {
  if (tensor.shape.length === shape.length + 1) return tensor;
  return tfl.layers.reshape({ name, targetShape: shape }).apply(tensor) as tfl.SymbolicTensor;
}

function refuseDivided({ name, inboundNodes }: tfl.layers.Layer): void {
  if (inboundNodes.length === 1) return;
  throw new PneumoError(
    'UNSUPPORTED_MODEL',
    `The layer ${name} stands in ${inboundNodes.length} models; expected one. Call dispose() of what divided it before.`,
    { details: { layer: name } },
  );
}

function remove<Item>(items: Item[], item: Item): void {
  const at = items.indexOf(item);
  if (at >= 0) items.splice(at, 1);
}
