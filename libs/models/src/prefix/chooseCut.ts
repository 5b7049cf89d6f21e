import { PneumoError } from '@pneumo/core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { BatchNormalization } from '../layers/BatchNormalization.ts';
import { modelSummary } from '../modelSummary.ts';
import type { GraphLayer } from './layerGraph.ts';
import { pointwiseStride } from './SharedPointwise.ts';

/** A layer whose output goes over the cut, and how much of it. */
export interface CutFeatures {
  layer: tfl.layers.Layer;
  /** One pixel out of stride × stride is looked at behind the cut. */
  stride: number;
  /** Shape of what is kept of one example. */
  shape: number[];
}

/** Where a model is divided. */
export interface Cut {
  /** The layers in front. */
  front: ReadonlySet<tfl.layers.Layer>;
  features: CutFeatures[];
}

interface Candidate extends Cut {
  flops: number;
  values: number;
}

/**
 * Chooses where to divide a model. First the one layer behind which most work is done; of several behind the same work,
 * the one with the fewest numbers, the latest of those. Then, where layers go around it, as the shortcut of
 * a residual block does, all that nothing learns in front of: if so much more work is saved that numbers to keep times
 * work to do becomes less.
 *
 * @throws PneumoError `NO_FROZEN_PREFIX`, `UNSUPPORTED_MODEL`
 */
export function chooseCut(model: tfl.LayersModel, graph: readonly GraphLayer[]): Cut {
  refuseMoving(graph);
  const flopsOf = new Map(modelSummary(model).layers.map(({ name, flops }) => [name, flops]));
  const total = [...flopsOf.values()].reduce((a, b) => a + b, 0);
  const constant = new Set<tfl.layers.Layer>();
  /** Per layer, itself and all that it follows from. */
  const behind = new Map<tfl.layers.Layer, Set<tfl.layers.Layer>>();
  for (const { layer, inputs } of graph) {
    if (isConstant(layer) && inputs.every((input) => constant.has(input))) constant.add(layer);
    behind.set(layer, new Set([...inputs.flatMap((input) => [...behind.get(input)!]), layer]));
  }
  const last = graph.at(-1)!.layer;
  const candidate = (layers: readonly tfl.layers.Layer[]): Candidate => {
    const front = new Set(layers.flatMap((layer) => [...behind.get(layer)!]));
    const features = layers.map((layer) => featuresOf(layer, graph, front));
    const flops = [...front].reduce((sum, { name }) => sum + (flopsOf.get(name) ?? 0), 0);
    return { front, features, flops, values: features.reduce((sum, { shape }) => sum + product(shape), 0) };
  };
  let best: Candidate | undefined;
  for (const { layer, inputs } of graph) {
    if (!constant.has(layer) || inputs.length === 0 || layer === last) continue;
    const front = behind.get(layer)!;
    if (edges(graph, front).some((from) => from !== layer)) continue;
    const next = candidate([layer]);
    if (!best || next.flops > best.flops || (next.flops === best.flops && next.values <= best.values))
      best = next;
  }
  const frontier = [...new Set(edges(graph, constant))];
  const reachesImages = frontier.some((layer) => layer.getClassName() === 'InputLayer');
  if (frontier.length > 1 && !reachesImages && !constant.has(last)) {
    const several = candidate(frontier);
    const cost = ({ flops, values }: Candidate): number => values * (total - flops);
    if (!best || cost(several) < cost(best)) best = several;
  }
  if (best && best.flops > 0) return best;
  throw noPrefix(graph, constant);
}

/** The layers within whose output is taken outside. */
function edges(graph: readonly GraphLayer[], front: ReadonlySet<tfl.layers.Layer>): tfl.layers.Layer[] {
  return graph.flatMap(({ layer, inputs }) =>
    front.has(layer) ? [] : inputs.filter((input) => front.has(input)),
  );
}

function featuresOf(
  layer: tfl.layers.Layer,
  graph: readonly GraphLayer[],
  front: ReadonlySet<tfl.layers.Layer>,
): CutFeatures {
  const shape = (layer.output as tfl.SymbolicTensor).shape.slice(1);
  if (shape.some((size) => size === null)) {
    throw new PneumoError(
      'UNSUPPORTED_MODEL',
      `The features of ${layer.name} have the shape [${shape.join(', ')}]; expected a model with a known image size.`,
    );
  }
  const takers = graph.filter((each) => !front.has(each.layer) && each.inputs.includes(layer));
  const strides = new Set(takers.map((each) => pointwiseStride(each.layer)));
  const stride = strides.size === 1 ? [...strides][0]! : 1;
  const [height, width, channels] = shape as [number, number, number];
  const kept =
    stride === 1 ? (shape as number[]) : [Math.ceil(height / stride), Math.ceil(width / stride), channels];
  return { layer, stride, shape: kept };
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
    `The batch normalisation ${moving.layer.name} is frozen but goes on updating its statistics, so that features change from step to step; set frozenStatistics to 'kept', or reuse nothing (--reuse-prefix=0).`,
    { details: { layer: moving.layer.name } },
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

function noPrefix(graph: readonly GraphLayer[], constant: ReadonlySet<tfl.layers.Layer>): PneumoError {
  const { layer } = graph.find((each) => !constant.has(each.layer)) ?? graph.at(-1)!;
  const reason = layer.trainableWeights.length > 0 ? 'learns' : 'may give something else in every pass';
  return new PneumoError(
    'NO_FROZEN_PREFIX',
    `No work of the model is the same in every epoch: the layer ${layer.name} ${reason}. Freeze the first layers (setTrainable, --trainable), or reuse nothing (--reuse-prefix=0).`,
    { details: { layer: layer.name } },
  );
}

function product(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
