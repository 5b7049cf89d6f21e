import { readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { isPneumoError, PneumoError, systemCode } from '@pneumo/core';
import {
  type ContractArchitecture,
  type KerasWeights,
  loadKerasWeights,
  loadWeights,
  parseKerasWeights,
  parseSafetensors,
  parseTorchCheckpoint,
  weightsToSafetensors,
} from '@pneumo/models';
import { loadModelFromFolder, readTfjsWeights } from '@pneumo/models/node';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Context } from '../cli/context.ts';
import { HUB_FORM, isOnHub } from '../config/hubWeights.ts';
import { fetchWeights } from './fetchWeights.ts';

/** Writes the weights of a file into a model, whose classifier stays its own. */
export type BeginWith = (model: LayersModel, architecture: ContractArchitecture) => void;

const KEEP = { classifier: 'keep' } as const;

const KINDS =
  'a .safetensors file, a PyTorch .pth or .pt, a Keras .keras or .h5, a model.json of TensorFlow.js or its folder (also of a run), or ' +
  `weights of a hub (${HUB_FORM})`;

/**
 * Reads what `--weights` names: a file, or weights of a hub, which are kept in the folder of caches.
 *
 * @returns writes the weights into a model that was built
 * @throws PneumoError `WEIGHTS_MISSING` when there is nothing to read, and what parsing and `fetchWeights` throw, with
 * the name that was given
 */
export async function readWeights(context: Context, weights: string): Promise<BeginWith> {
  const load = await naming(weights, async () =>
    reader(isOnHub(weights) ? await fetchWeights(context, weights) : weights),
  );
  return (model, architecture) => void naming(weights, () => load(model, architecture));
}

async function reader(path: string): Promise<BeginWith> {
  const folder = basename(path) === 'model.json' ? dirname(path) : path;
  const isFolder = await stat(folder).then(
    (entry) => entry.isDirectory(),
    (cause: unknown) => missing(path, cause),
  );
  if (isFolder) return (await ofModelFolder(folder)) ?? ofKeras(await readTfjsWeights(folder));
  const bytes = await readFile(path).catch((cause: unknown) => missing(path, cause));
  if (/\.(keras|h5|hdf5)$/.test(path)) {
    return ofKeras(parseKerasWeights(bytes));
  }
  const source = path.endsWith('.safetensors')
    ? parseSafetensors(bytes).tensors
    : parseTorchCheckpoint(bytes);
  return (model, architecture) => void loadWeights(model, architecture, source, KEEP);
}

function ofKeras(weights: KerasWeights): BeginWith {
  return (model, architecture) => void loadKerasWeights(model, architecture, weights, KEEP);
}

/** The weights of a model that this package or another run saved; undefined where another program did. */
async function ofModelFolder(folder: string): Promise<BeginWith | undefined> {
  const loaded = await loadModelFromFolder(folder).catch((error: unknown) => {
    if (isPneumoError(error, 'CONTRACT_MISSING')) return undefined;
    throw error;
  });
  if (loaded === undefined) return undefined;
  const { model: saved, contract } = loaded;
  const { name } = contract.architecture;
  const { tensors } = parseSafetensors(await weightsToSafetensors(saved, contract.architecture));
  saved.dispose();
  return (model, architecture) => {
    if (name !== architecture.name) {
      throw new PneumoError(
        'WEIGHTS_MISMATCH',
        `The model there is a ${name}; expected a ${architecture.name}. Train with --model=${name}, or name other weights.`,
      );
    }
    loadWeights(model, architecture, tensors, KEEP);
  };
}

function missing(path: string, cause: unknown): never {
  throw new PneumoError(
    'WEIGHTS_MISSING',
    `--weights ${path} cannot be read (${systemCode(cause)}); name ${KINDS}.`,
    { cause },
  );
}

/** Names the weights in front of what is wrong with it. */
function naming<T>(path: string, work: () => T): T {
  const named = (error: unknown): never => {
    if (!isPneumoError(error) || error.code === 'WEIGHTS_MISSING') throw error;
    const { code, message, details } = error;
    throw new PneumoError(code, `--weights ${path}: ${message}`, { cause: error, details });
  };
  try {
    const result = work();
    return (result instanceof Promise ? result.catch(named) : result) as T;
  } catch (error) {
    return named(error);
  }
}
