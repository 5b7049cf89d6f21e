import type * as tfl from '@tensorflow/tfjs-layers';

/** One line of {@link ModelSummary}. */
export interface LayerSummary {
  /** The layer's name. */
  name: string;
  /** Its class as saved, such as `'Conv2D'`. */
  className: string;
  /** Shape of its output; null where the number of examples stands. */
  outputShape: (number | null)[];
  /** Numbers among its weights. */
  parameters: number;
  /** Floating-point operations for one example: two for each multiplication with an addition. */
  flops: number;
}

/** What {@link modelSummary} gives. */
export interface ModelSummary {
  /** The layers in their order. */
  layers: LayerSummary[];
  /** Numbers among all weights. */
  parameters: number;
  /** Those that training changes by gradients. */
  trainableParameters: number;
  /** Floating-point operations of inference for one example. */
  flops: number;
}

/**
 * Counts a model's parameters and the floating-point operations of one inference. Only convolutions
 * and dense layers count, which do nearly all of the work; a training step takes about three times as many.
 *
 * @param model - any layers model
 * @returns the layers and the sums
 *
 * @example
 * ```ts
 * const summary = modelSummary(createModel('cnn'));
 * summary.parameters; // 4849761
 * summary.flops / 1e9; // ≈ 2.828
 * ```
 */
export function modelSummary(model: tfl.LayersModel): ModelSummary {
  const layers = model.layers.map(summariseLayer);
  return {
    layers,
    parameters: sum(layers.map((layer) => layer.parameters)),
    trainableParameters: sum(model.trainableWeights.map((weight) => product(weight.shape))),
    flops: sum(layers.map((layer) => layer.flops)),
  };
}

function summariseLayer(layer: tfl.layers.Layer): LayerSummary {
  const outputShape = layer.outputShape as (number | null)[];
  return {
    name: layer.name,
    className: layer.getClassName(),
    outputShape,
    parameters: sum(layer.weights.map((weight) => product(weight.shape))),
    flops: 'layers' in layer ? modelSummary(layer as tfl.LayersModel).flops : flopsOf(layer, outputShape),
  };
}

function flopsOf(layer: tfl.layers.Layer, outputShape: (number | null)[]): number {
  const kernel = layer.weights.find((weight) => weight.originalName.endsWith('kernel'));
  if (kernel === undefined) return 0;
  // Each weight of a kernel is used once at each place of the output (one place for a dense layer).
  const places = product(outputShape.slice(1, -1));
  return 2 * product(kernel.shape) * places;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function product(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((a, b) => a * (b ?? 1), 1);
}
