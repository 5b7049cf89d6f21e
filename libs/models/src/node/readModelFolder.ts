import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PneumoError, showValue, systemCode } from '@pneumo/core';
import type * as tf from '@tensorflow/tfjs-core';
import { checkShards } from './checkShards.ts';
import { sha256 } from './saveModelToFolder.ts';

/** The files of a saved model, read and not yet built. */
export interface ModelFiles {
  /** What stands in `model.json`. */
  json: tf.io.ModelJSON;
  /** The bytes of all weight files, in the order of the manifest. */
  weights: Uint8Array<ArrayBuffer>;
  /** What else the model was saved with, its data contract as `pneumo`. */
  metadata: Record<string, object>;
  /** The SHA-256 of the weights that it was saved with; undefined where another program saved it. */
  weightsSha256?: string;
}

/** Reads the folder of a saved model, and refuses files of weights of another length than their list says. */
export async function readModelFolder(folder: string): Promise<ModelFiles> {
  const jsonPath = join(folder, 'model.json');
  const json = parseModelJson(await readModelFile(jsonPath), jsonPath);
  const groups = await Promise.all(
    json.weightsManifest.map(({ paths }) =>
      Promise.all(paths.map((path) => readModelFile(join(folder, path)))),
    ),
  );
  json.weightsManifest.forEach((group, i) =>
    checkShards(
      folder,
      group,
      groups[i]!.map(({ length }) => length),
    ),
  );
  const parts = groups.flat();
  const weights = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((offset, part) => (weights.set(part, offset), offset + part.length), 0);
  const { weightsSha256: hash, ...metadata }: Record<string, object> = json.userDefinedMetadata ?? {};
  return {
    json,
    weights,
    metadata,
    ...(hash !== undefined && { weightsSha256: typeof hash === 'string' ? hash : showValue(hash) }),
  };
}

/** Refuses weights that are not those which the model was saved with. */
export function checkWeightsHash(folder: string, { weights, weightsSha256 }: ModelFiles): void {
  if (weightsSha256 === undefined || weightsSha256 === sha256(weights)) return;
  throw new PneumoError(
    'CORRUPT_FILE',
    `The weights in ${folder} are not those that model.json was saved with (their SHA-256 differs); ` +
      'copy or save the model again.',
    { details: { folder } },
  );
}

/** Reads a file of a saved model. */
export async function readModelFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = systemCode(cause);
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new PneumoError(
      missing ? 'FILE_NOT_FOUND' : 'MODEL_NOT_READABLE',
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
