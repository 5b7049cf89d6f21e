import { PneumoError } from '@pneumo/core';
import * as tfl from '@tensorflow/tfjs-layers';
import { BatchNormalization } from '../layers/BatchNormalization.ts';
import { modelSummary } from '../modelSummary.ts';
import { type GraphLayer, layerGraph } from './layerGraph.ts';

/** A model divided in two where training begins to matter; see {@link frozenPrefix}. */
export interface FrozenPrefix {
  /** From images to features. Not to be disposed by itself: its layers are the model's. */
  prefix: tfl.LayersModel;
  /** From features to what the model gives. Its layers and variables are the model's: what it learns, the model has learned. */
  suffix: tfl.LayersModel;
  /** Name of the layer whose output the features are. */
  cut: string;
  /** Shape of one example's features; a vector of features counts as one pixel, [1, 1, length]. */
  shape: [height: number, width: number, channels: number];
  /** Undoes the division, so that layers have one place again; call it when the suffix is no longer needed. The model stays. */
  dispose(): void;
}

/**
 * Divides a model behind its last layer in front of which nothing learns, nothing is drawn, and no statistics
 * move. The features there are the same in every epoch: computed once for each input, they need not be computed again.
 * A training of the suffix on features is the training of the model on images.
 *
 * Of several places behind the same work the one with the fewest numbers is taken. While the model is divided, its
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
  refuseMoving(graph);
  const front = chooseFront(model, graph);
  const cut = graph[front.at(-1)!]!.layer;
  const cutNodes = cut.outboundNodes.length;
  const inFront = new Set(front);
  const output = cut.output as tfl.SymbolicTensor;
  const own = output.shape.slice(1);
  if (own.some((size) => size === null)) {
    throw new PneumoError(
      'UNSUPPORTED_MODEL',
      `The features of ${cut.name} have the shape [${own.join(', ')}]; expected a model with a known image size.`,
    );
  }
  const length = (own as number[]).reduce((a, b) => a * b, 1);
  const shape = (own.length === 3 ? own : [1, 1, length]) as FrozenPrefix['shape'];
  const features = tfl.input({ shape, name: `${cut.name}_features` });
  const made = new Map([[cut, reshaped(features, own, `${cut.name}_vector`)]]);
  const added = graph.flatMap(({ layer, inputs }, i) => {
    if (inFront.has(i)) return [];
    const taken = inputs.map((input) => made.get(input)!);
    made.set(layer, layer.apply(taken.length === 1 ? taken[0]! : taken) as tfl.SymbolicTensor);
    return [{ layer, inputs }];
  });
  const outputs = made.get(graph.at(-1)!.layer)!;
  const suffix = tfl.model({ inputs: features, outputs, name: `${model.name}_suffix` });
  return {
    prefix: tfl.model({
      inputs: model.inputs,
      outputs: reshaped(output, shape, `${cut.name}_pixel`),
      name: `${model.name}_prefix`,
    }),
    suffix,
    cut: cut.name,
    shape,
    dispose() {
      suffix.dispose();
      cut.outboundNodes.splice(cutNodes);
      for (const { layer } of added) {
        const node = layer.inboundNodes.pop()!;
        for (const input of node.inboundLayers) remove(input.outboundNodes, node);
      }
    },
  };
}

function reshaped(tensor: tfl.SymbolicTensor, shape: (number | null)[], name: string): tfl.SymbolicTensor {
  if (tensor.shape.length === shape.length + 1) return tensor;
  return tfl.layers.reshape({ name, targetShape: shape as number[] }).apply(tensor) as tfl.SymbolicTensor;
}

function refuseDivided({ name, inboundNodes }: tfl.layers.Layer): void {
  if (inboundNodes.length === 1) return;
  throw new PneumoError(
    'UNSUPPORTED_MODEL',
    `The layer ${name} stands in ${inboundNodes.length} models; expected one. Call dispose() of what divided it before.`,
    { details: { layer: name } },
  );
}

/** Frozen batch normalisation that goes on learning its statistics was frozen by mistake, or on purpose: both end the reuse. */
function refuseMoving(graph: readonly GraphLayer[]): void {
  const moving = graph.find(
    ({ layer }) =>
      layer.getClassName() === 'BatchNormalization' &&
      layer.trainableWeights.length === 0 &&
      !isConstant(layer),
  );
  if (!moving) return;
  throw new PneumoError(
    'NO_FROZEN_PREFIX',
    `The batch normalisation ${moving.layer.name} is frozen but goes on updating its statistics, so that features change from step to step; set frozenStatistics to 'kept'.`,
    { details: { layer: moving.layer.name } },
  );
}

/** Numbers, in the graph, of the layers up to the best cut, which is the last of them. */
function chooseFront(model: tfl.LayersModel, graph: readonly GraphLayer[]): number[] {
  const place = new Map(graph.map(({ layer }, i) => [layer, i]));
  const summary = new Map(modelSummary(model).layers.map((layer) => [layer.name, layer]));
  const constant = graph.map(() => false);
  graph.forEach(({ layer, inputs }, i) => {
    constant[i] = isConstant(layer) && inputs.every((input) => constant[place.get(input)!]);
  });
  /** Per layer, itself and all that it follows from. */
  const behind: Set<number>[] = [];
  let best: { front: number[]; flops: number; values: number } | undefined;
  graph.forEach(({ inputs }, i) => {
    const places = inputs.map((input) => place.get(input)!);
    behind.push(new Set([...places.flatMap((from) => [...behind[from]!]), i]));
    if (!constant[i] || inputs.length === 0 || i === graph.length - 1) return;
    const front = [...behind[i]!].sort((a, b) => a - b);
    if (!separates(graph, place, behind[i]!, i)) return;
    const flops = front.reduce((sum, each) => sum + (summary.get(graph[each]!.layer.name)?.flops ?? 0), 0);
    const values = (graph[i]!.layer.outputShape as number[]).slice(1).reduce((a, b) => a * b, 1);
    if (!best || flops > best.flops || (flops === best.flops && values <= best.values))
      best = { front, flops, values };
  });
  if (best && best.flops > 0) return best.front;
  throw noPrefix(graph, constant);
}

/** Whether nothing outside takes anything from within but from the last layer. */
function separates(
  graph: readonly GraphLayer[],
  place: ReadonlyMap<tfl.layers.Layer, number>,
  front: ReadonlySet<number>,
  last: number,
): boolean {
  return graph.every(
    ({ inputs }, i) =>
      front.has(i) || inputs.every((input) => place.get(input) === last || !front.has(place.get(input)!)),
  );
}

/** Classes that give the same in training as in inference while none of their weights learns. */
const STEADY = new Set([
  'InputLayer',
  'Conv2D',
  'DepthwiseConv2D',
  'SeparableConv2D',
  'Dense',
  'Activation',
  'ReLU',
  'MaxPooling2D',
  'AveragePooling2D',
  'GlobalAveragePooling2D',
  'GlobalMaxPooling2D',
  'ZeroPadding2D',
  'Add',
  'Concatenate',
  'Flatten',
  'Reshape',
]);

function isConstant(layer: tfl.layers.Layer): boolean {
  if (layer.trainableWeights.length > 0) return false;
  return layer instanceof BatchNormalization ? layer.frozen : STEADY.has(layer.getClassName());
}

function noPrefix(graph: readonly GraphLayer[], constant: readonly boolean[]): PneumoError {
  const { layer } = graph[constant.indexOf(false)] ?? graph.at(-1)!;
  const reason = layer.trainableWeights.length > 0 ? 'learns' : 'may give something else in every pass';
  return new PneumoError(
    'NO_FROZEN_PREFIX',
    `No work of the model is the same in every epoch: the layer ${layer.name} ${reason}. Freeze the first layers by setTrainable.`,
    { details: { layer: layer.name } },
  );
}

function remove<Item>(items: Item[], item: Item): void {
  const at = items.indexOf(item);
  if (at >= 0) items.splice(at, 1);
}
