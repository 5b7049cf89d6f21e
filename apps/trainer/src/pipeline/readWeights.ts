import { readFile, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { isPneumoError, PneumoError } from '@pneumo/core';
import {
  type ContractArchitecture,
  loadKerasWeights,
  loadWeights,
  parseKerasWeights,
  parseSafetensors,
  parseTorchCheckpoint,
  weightsToSafetensors,
} from '@pneumo/models';
import { loadModelFromFolder } from '@pneumo/models/node';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Writes the weights of a file into a model, whose classifier stays its own. */
export type BeginWith = (model: LayersModel, architecture: ContractArchitecture) => void;

const KINDS =
  'a .safetensors file, a PyTorch .pth or .pt, a Keras .keras or .h5, or the model folder of a run (or its model.json)';

/**
 * Reads what `--weights` names.
 *
 * @returns writes the weights into a model that was built
 * @throws PneumoError `WEIGHTS_MISSING` when there is nothing to read, and what parsing throws, with the file's name
 */
export async function readWeights(path: string): Promise<BeginWith> {
  const load = await naming(path, () => reader(path));
  return (model, architecture) => void naming(path, () => load(model, architecture));
}

async function reader(path: string): Promise<BeginWith> {
  const keep = { classifier: 'keep' } as const;
  const folder = basename(path) === 'model.json' ? dirname(path) : path;
  const isFolder = await stat(folder).then(
    (entry) => entry.isDirectory(),
    (cause: unknown) => missing(path, cause),
  );
  if (isFolder) return ofModelFolder(folder);
  const bytes = await readFile(path).catch((cause: unknown) => missing(path, cause));
  if (/\.(keras|h5|hdf5)$/.test(path)) {
    const weights = parseKerasWeights(bytes);
    return (model, architecture) => void loadKerasWeights(model, architecture, weights, keep);
  }
  const source = path.endsWith('.safetensors')
    ? parseSafetensors(bytes).tensors
    : parseTorchCheckpoint(bytes);
  return (model, architecture) => void loadWeights(model, architecture, source, keep);
}

/** The weights of a model that this package or another run saved. */
async function ofModelFolder(folder: string): Promise<BeginWith> {
  const { model: saved, contract } = await loadModelFromFolder(folder);
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
    loadWeights(model, architecture, tensors, { classifier: 'keep' });
  };
}

function missing(path: string, cause: unknown): never {
  throw new PneumoError(
    'WEIGHTS_MISSING',
    `--weights ${path} cannot be read (${(cause as NodeJS.ErrnoException).code}); name ${KINDS}.`,
    { cause },
  );
}

/** Names the file in front of what is wrong with it. */
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
