import type { layers, LayersModel } from '@tensorflow/tfjs-layers';
import type { Variable } from '@tensorflow/tfjs-core';
import type { NamedWeight } from '../modelWeights.ts';

type Layer = layers.Layer;

/** The moving statistics of one layer of batch normalisation. */
export interface MovingStatistics {
  /** Mean and variance. */
  readonly weights: readonly NamedWeight[];
  /** Share of the old statistics that a pass in training keeps. */
  readonly momentum: number;
  /** Whether training moves them: the layer is not frozen, or moves them all the same, and its momentum is below 1. */
  readonly moves: boolean;
}

/** Finds the moving statistics of a model, nested models included. */
export function batchNormalisations(model: LayersModel): MovingStatistics[] {
  return model.layers.flatMap((layer: Layer) => {
    if ('layers' in layer) return batchNormalisations(layer as LayersModel);
    if (layer.getClassName() !== 'BatchNormalization') return [];
    const momentum = layer.getConfig()['momentum'] as number;
    const weights = layer.weights
      .filter(({ originalName }) => /\/moving_(mean|variance)$/.test(originalName))
      .map((weight) => ({ name: weight.originalName, variable: weight.read() as Variable }));
    return [{ weights, momentum, moves: !isFrozen(layer) && momentum < 1 }];
  });
}

/** The layer of `@pneumo/models` says so itself: frozen, it may go on moving its statistics all the same. */
function isFrozen(layer: Layer): boolean {
  const { frozen } = layer as { frozen?: unknown };
  if (typeof frozen === 'boolean') return frozen;
  const learned = layer.weights.filter(({ originalName }) => /\/(gamma|beta)$/.test(originalName));
  return !layer.trainable || (learned.length > 0 && learned.every(({ trainable }) => !trainable));
}
