import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { DataContract } from '../contract/dataContract.ts';
import { modelCard } from '../modelCard.ts';
import { saveModel } from '../saveModel.ts';
import { replaceFolder } from './replaceFolder.ts';

/** The draft of a model card beside a saved model. */
export const MODEL_CARD_FILE = 'MODEL_CARD.md';

/**
 * Saves a model and its data contract as `model.json` and `weights.bin`, the layout of TensorFlow.js,
 * which any `tf.loadLayersModel` reads, with the draft of a model card beside them. The folder appears as a whole or not at all; a model that
 * stands there is replaced, and stays when anything fails. (Replacing takes two renames: a process
 * killed just between them leaves the old model in a hidden folder `.NAME.partial-*` beside it.)
 *
 * @param folder - where the model shall stand; parents are made
 * @param model - from images to logits [n, 1]; stays as it is
 * @param contract - what the model takes and means
 * @throws PneumoError an error of `saveModel`; `FOLDER_NOT_EMPTY` when the folder holds anything but
 * a model; `DISK_FULL`; `NOT_WRITABLE`
 *
 * @example
 * ```ts
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * const config = resolveModelConfig('cnn', { inputSize: 32, channels: 1, filters: [4] });
 * const folder = join(tmpdir(), 'pneumo-example-save', 'model');
 * await saveModelToFolder(folder, createModel('cnn', config), {
 *   schemaVersion: 2,
 *   architecture: { name: 'cnn', config },
 *   inputSize: 32,
 *   channels: 1,
 *   normalisation: IMAGENET_GREY_NORMALISATION,
 *   classNames: ['NORMAL', 'PNEUMONIA'],
 * });
 * const { contract } = await loadModelFromFolder(folder);
 * contract.inputSize; // 32
 * ```
 */
export async function saveModelToFolder(
  folder: string,
  model: tfl.LayersModel,
  contract: DataContract,
): Promise<void> {
  const artifacts = await saveModel(model, contract);
  const weights = new Uint8Array(tf.io.CompositeArrayBuffer.join(artifacts.weightData));
  const json: tf.io.ModelJSON = {
    format: 'layers-model',
    generatedBy: artifacts.generatedBy,
    convertedBy: null,
    modelTopology: artifacts.modelTopology!,
    weightsManifest: [{ paths: ['weights.bin'], weights: artifacts.weightSpecs! }],
    userDefinedMetadata: { ...artifacts.userDefinedMetadata, weightsSha256: sha256(weights) },
  };
  await replaceFolder(folder, {
    'weights.bin': weights,
    [MODEL_CARD_FILE]: new TextEncoder().encode(modelCard(model, contract)),
    'model.json': new TextEncoder().encode(JSON.stringify(json)),
  });
}

/** The SHA-256 of bytes, in hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
