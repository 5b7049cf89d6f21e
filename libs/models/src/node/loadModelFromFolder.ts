import * as tf from '@tensorflow/tfjs-core';
import { type LoadedModel, loadModel } from '../loadModel.ts';
import { checkWeightsHash, readModelFolder } from './readModelFolder.ts';

/**
 * Loads a model that `saveModelToFolder` wrote, ready for prediction and for further training.
 *
 * @param folder - the folder with `model.json` and `weights.bin`
 * @returns the model, which the caller disposes, and its data contract
 * @throws PneumoError `FILE_NOT_FOUND` or `MODEL_NOT_READABLE` for a file, `CORRUPT_FILE` when `model.json` is no
 * model or the weights are not those that were saved, and every error of `loadModel`
 *
 * @example
 * ```ts
 * await loadModelFromFolder('no/such/model').catch((error) => error.code); // 'FILE_NOT_FOUND'
 * ```
 */
export async function loadModelFromFolder(folder: string): Promise<LoadedModel> {
  const files = await readModelFolder(folder);
  const { json, weights, metadata } = files;
  const weightSpecs = json.weightsManifest.flatMap((group) => group.weights);
  const loaded = await loadModel({
    ...tf.io.getModelArtifactsForJSONSync(json, weightSpecs, weights.buffer),
    userDefinedMetadata: metadata,
  });
  try {
    checkWeightsHash(folder, files);
  } catch (error) {
    loaded.model.dispose();
    throw error;
  }
  return loaded;
}
