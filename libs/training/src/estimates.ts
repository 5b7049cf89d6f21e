import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { modelWeights } from './modelWeights.ts';
import type { OptimiserConfig } from './optimiser/optimiserConfig.ts';
import { ruleOf } from './optimiser/ruleOf.ts';

const FLOAT_BYTES = 4;

/**
 * Bytes of one `last` checkpoint: weights, the best epoch's weights and the optimiser's state. A file
 * store keeps two generations of it, and of `best` with the weights alone.
 *
 * @param model - the model that is trained
 * @param optimiser - its optimiser
 * @param average - whether an average of weights is kept; false by default
 * @returns bytes, less the header of some kilobytes
 *
 * @example
 * ```ts
 * import * as tfl from '@tensorflow/tfjs-layers';
 * const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [9] })] });
 * estimateCheckpointBytes(model, { name: 'adam' }); // 160
 * ```
 */
export function estimateCheckpointBytes(
  model: LayersModel,
  optimiser: OptimiserConfig,
  average = false,
): number {
  const { all, trainable } = modelWeights(model);
  const count = (weights: typeof all): number =>
    weights.reduce((sum, { variable }) => sum + variable.size, 0);
  const slots = ruleOf(optimiser).slots.length;
  return FLOAT_BYTES * ((average ? 3 : 2) * count(all) + slots * count(trainable));
}

/**
 * Bytes of the activations that one training step keeps for its gradients, counted twice for the
 * gradients themselves: a lower bound of what a step needs beside weights and optimiser state.
 *
 * @param model - the model that is trained, with known image sizes
 * @param batchSize - images of one step
 * @returns bytes
 *
 * @example
 * ```ts
 * import * as tfl from '@tensorflow/tfjs-layers';
 * const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 2, inputShape: [3] })] });
 * estimateActivationBytes(model, 10); // 160
 * ```
 */
export function estimateActivationBytes(model: LayersModel, batchSize: number): number {
  const values = model.layers.reduce(
    (sum, layer) => sum + (layer.inboundNodes.length > 0 ? outputValues(layer) : 0),
    0,
  );
  return 2 * FLOAT_BYTES * batchSize * values;
}

function outputValues(layer: LayersModel['layers'][number]): number {
  if (layer.getClassName() === 'InputLayer') return 0;
  const outputs = ([] as SymbolicTensor[]).concat(layer.output);
  return outputs.reduce(
    (sum, { shape }) => sum + shape.slice(1).reduce<number>((n, size) => n * (size ?? 1), 1),
    0,
  );
}
