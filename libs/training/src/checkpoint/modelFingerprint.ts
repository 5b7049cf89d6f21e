import { sha256 } from '@pneumo/core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { modelWeights } from '../modelWeights.ts';

/**
 * A hash of the names and shapes of a model's weights: equal for two models that can exchange
 * weights, whatever their values.
 *
 * @param model - any built layers model
 * @returns 64 hexadecimal digits (SHA-256)
 * @throws PneumoError `INVALID_MODEL` when two weights share a name
 *
 * @example
 * ```ts
 * import * as tfl from '@tensorflow/tfjs-layers';
 * const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [2], name: 'head' })] });
 * (await modelFingerprint(model)).slice(0, 8); // '39b96057'
 * ```
 */
export async function modelFingerprint(model: LayersModel): Promise<string> {
  const lines = modelWeights(model).all.map(
    ({ name, variable }) => `${name} [${variable.shape.join(', ')}]\n`,
  );
  return sha256(lines.join(''));
}
