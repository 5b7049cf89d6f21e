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
 * gradients themselves, and of the largest input and output in front of what learns, which are kept for a moment: a
 * lower bound of what a step needs beside weights and optimiser state.
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
  /** Layers whose output depends on a weight that learns: only those take part in gradients. */
  const learning = new Set<Layer>();
  let kept = 0;
  let passing = 0;
  for (const layer of model.layers) {
    const inputs = layer.inboundNodes[0]?.inboundLayers ?? [];
    if (layer.trainableWeights.length > 0 || inputs.some((input) => learning.has(input))) {
      learning.add(layer);
      kept += outputValues(layer);
    } else {
      passing = Math.max(
        passing,
        [layer, ...inputs].reduce((sum, each) => sum + outputValues(each), 0),
      );
    }
  }
  return FLOAT_BYTES * batchSize * (2 * kept + passing);
}

type Layer = LayersModel['layers'][number];

function outputValues(layer: Layer): number {
  if (layer.getClassName() === 'InputLayer') return 0;
  const outputs = layer.inboundNodes[0]?.outputTensors ?? [];
  return outputs.reduce(
    (sum, { shape }) => sum + shape.slice(1).reduce<number>((n, size) => n * (size ?? 1), 1),
    0,
  );
}
