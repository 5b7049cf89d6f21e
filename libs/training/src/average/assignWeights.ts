import { PneumoError } from '@pneumo/core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { HostTensors } from '../checkpoint/checkpoint.ts';
import { tensorDifferences, writeTensors } from '../checkpoint/hostTensors.ts';
import { modelWeights } from '../modelWeights.ts';

/**
 * Gives a model the weights of a checkpoint, or the average that a training returned.
 *
 * @param model - changed in place
 * @param tensors - one for every weight, such as `checkpoint.best` or the `average` of a `FitResult`
 * @throws PneumoError `OTHER_MODEL` naming the weights that differ; no weight has changed then
 *
 * @example
 * ```ts
 * import * as tfl from '@tensorflow/tfjs-layers';
 * const model = tfl.sequential({ layers: [tfl.layers.dense({ name: 'head', units: 1, inputShape: [1], useBias: false })] });
 * assignWeights(model, { 'head/kernel': { shape: [1, 1], values: Float32Array.of(0.5) } });
 * model.getWeights()[0]!.dataSync()[0]; // 0.5
 * ```
 */
export function assignWeights(model: LayersModel, tensors: HostTensors): void {
  const { all } = modelWeights(model);
  const differences = tensorDifferences(all, tensors);
  if (differences.length > 0) {
    throw new PneumoError(
      'OTHER_MODEL',
      `The weights belong to another model: ${differences.slice(0, 6).join('; ')}. Assign them to the model that they came from.`,
      { details: { differences } },
    );
  }
  writeTensors(all, tensors);
}
