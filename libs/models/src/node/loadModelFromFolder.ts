import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PneumoError } from '@pneumo/core';
import * as tf from '@tensorflow/tfjs-core';
import { type LoadedModel, loadModel } from '../loadModel.ts';
import { sha256 } from './saveModelToFolder.ts';

/**
 * Loads a model that `saveModelToFolder` wrote, ready for prediction and for further training.
 *
 * @param folder - the folder with `model.json` and `weights.bin`
 * @returns the model, which the caller disposes, and its data contract
 * @throws PneumoError `FILE_NOT_FOUND` or `NOT_READABLE` for a file, `CORRUPT_FILE` when `model.json` is no
 * model or the weights are not those that were saved, and every error of `loadModel`
 *
 * @example
 * ```ts
 * await loadModelFromFolder('no/such/model').catch((error) => error.code); // 'FILE_NOT_FOUND'
 * ```
 */
export async function loadModelFromFolder(folder: string): Promise<LoadedModel> {
  const jsonPath = join(folder, 'model.json');
  const json = parseModelJson(await read(jsonPath), jsonPath);
  const paths = json.weightsManifest.flatMap((group) => group.paths);
  const parts = await Promise.all(paths.map((path) => read(join(folder, path))));
  const weights = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((offset, part) => (weights.set(part, offset), offset + part.length), 0);
  const weightSpecs = json.weightsManifest.flatMap((group) => group.weights);
  const { weightsSha256, ...userDefinedMetadata }: Record<string, object> = json.userDefinedMetadata ?? {};
  const loaded = await loadModel({
    ...tf.io.getModelArtifactsForJSONSync(json, weightSpecs, weights.buffer),
    userDefinedMetadata,
  });
  if (weightsSha256 !== undefined && String(weightsSha256) !== sha256(weights)) {
    loaded.model.dispose();
    throw new PneumoError(
      'CORRUPT_FILE',
      `The weights in ${folder} are not those that model.json was saved with (their SHA-256 differs); ` +
        'copy or save the model again.',
      { details: { folder } },
    );
  }
  return loaded;
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new PneumoError(
      missing ? 'FILE_NOT_FOUND' : 'NOT_READABLE',
      missing
        ? `There is no file ${path}; expected a folder with model.json and weights.bin, as saveModelToFolder writes it.`
        : `${path} cannot be read (${code}); check its permissions.`,
      { cause, details: { path, systemCode: code } },
    );
  }
}

function parseModelJson(bytes: Uint8Array, path: string): tf.io.ModelJSON {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw corrupt(path, `is not JSON (${(cause as Error).message})`, cause);
  }
  const json = value as Partial<tf.io.ModelJSON> | null;
  if (typeof json?.modelTopology !== 'object' || json.modelTopology === null) {
    throw corrupt(path, 'has no modelTopology');
  }
  if (!Array.isArray(json.weightsManifest) || !json.weightsManifest.every(isGroup)) {
    throw corrupt(path, 'has no weightsManifest of paths and weights');
  }
  return json as tf.io.ModelJSON;
}

/** A file of weights stands beside model.json: a path that leads elsewhere is refused. */
function isGroup(group: unknown): boolean {
  const { paths, weights } = (group ?? {}) as { paths?: unknown; weights?: unknown };
  return (
    Array.isArray(paths) &&
    paths.every((path) => typeof path === 'string' && /^[\w.-]+$/.test(path) && path !== '..') &&
    Array.isArray(weights) &&
    weights.every(isSpec)
  );
}

function isSpec(spec: unknown): boolean {
  const { name, shape, dtype } = (spec ?? {}) as { name?: unknown; shape?: unknown; dtype?: unknown };
  return (
    typeof name === 'string' &&
    typeof dtype === 'string' &&
    Array.isArray(shape) &&
    shape.every((size) => Number.isSafeInteger(size) && size >= 0)
  );
}

function corrupt(path: string, what: string, cause?: unknown): PneumoError {
  return new PneumoError(
    'CORRUPT_FILE',
    `${path} ${what}; expected a layers model of TensorFlow.js. Copy or save the model again.`,
    { cause, details: { path } },
  );
}
