import type * as tfl from '@tensorflow/tfjs-layers';
import { Dropout, type DropoutState } from './Dropout.ts';

/**
 * Tells every {@link Dropout} of a model, nested models included, where the run is. Call it before
 * each training step.
 *
 * @param model - any layers model
 * @param state - seed, step and, for micro-batches, the first example
 * @returns the number of dropout layers that were told
 * @throws PneumoError `INVALID_ARGUMENT` when a number of the state is not whole or below 0
 *
 * @example
 * ```ts
 * const model = createModel('cnn', { inputSize: 32, filters: [4, 8], dense: [8] });
 * setDropoutState(model, { seed: 1, step: 0 }); // 3
 * ```
 */
export function setDropoutState(model: tfl.LayersModel, state: DropoutState): number {
  let told = 0;
  for (const layer of model.layers) {
    if (layer instanceof Dropout) {
      layer.setState(state);
      told++;
    } else if ('layers' in layer) {
      told += setDropoutState(layer as tfl.LayersModel, state);
    }
  }
  return told;
}
