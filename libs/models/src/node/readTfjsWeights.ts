import { basename, dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { parseTfjsWeights } from '../weights/keras/parseTfjsWeights.ts';
import type { KerasWeights } from '../weights/keras/kerasWeights.ts';
import { readModelFolder } from './readModelFolder.ts';

/**
 * Reads the weights of a plain layers model of TensorFlow.js, as tensorflowjs_converter makes it of a Keras model, from
 * `model.json` and the files of weights beside it. Models that `saveModelToFolder` wrote have a contract, too: take
 * `loadModelFromFolder`.
 *
 * @param path - `model.json`, or its folder
 * @returns the layers with their weights, for `loadKerasWeights`
 * @throws PneumoError `FILE_NOT_FOUND` or `NOT_READABLE` for a file; `CORRUPT_FILE` when `model.json` is no model;
 * `TORN_WEIGHTS` naming the file that is too short; and every error of `parseTfjsWeights`
 *
 * @example
 * ```ts
 * await readTfjsWeights('no/such/model.json').catch((error) => error.code); // 'FILE_NOT_FOUND'
 * ```
 */
export async function readTfjsWeights(path: string): Promise<KerasWeights> {
  const folder = basename(path) === 'model.json' ? dirname(path) : path;
  const { json, weights } = await readModelFolder(folder);
  const weightSpecs = json.weightsManifest.flatMap((group) => group.weights);
  return parseTfjsWeights(tf.io.getModelArtifactsForJSONSync(json, weightSpecs, weights.buffer));
}
