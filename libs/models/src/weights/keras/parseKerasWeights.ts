import { readStoredZip } from '../torch/readStoredZip.ts';
import { keras3Layers } from './keras3Layers.ts';
import { kerasConfigs } from './kerasConfigs.ts';
import type { KerasWeights } from './kerasWeights.ts';
import { legacyLayers } from './legacyLayers.ts';
import { type Hdf5File, readHdf5 } from './hdf5/readHdf5.ts';
import { invalidKerasFile } from './invalidKerasFile.ts';

/**
 * Reads the weights of a Keras model: `.keras`, the older whole-model `.h5`, and `.weights.h5` or older
 * files of `save_weights`. Numbers and the model's configuration are read; nothing is executed, and no
 * layer is built. The file is taken as hostile: every place is checked before it is read.
 *
 * @param bytes - the whole file
 * @returns the layers with their weights, for {@link loadKerasWeights}
 * @throws PneumoError `INVALID_KERAS_FILE` saying what does not hold
 *
 * @example
 * ```ts
 * try {
 *   parseKerasWeights(new Uint8Array(100));
 * } catch (error) {
 *   (error as PneumoError).code; // 'INVALID_KERAS_FILE'
 * }
 * ```
 */
export function parseKerasWeights(bytes: Uint8Array): KerasWeights {
  if (begins(bytes, [0x50, 0x4b])) {
    const entries = readStoredZip(bytes, invalidKerasFile);
    const entry = (name: string): Uint8Array => {
      const found = entries.get(name);
      if (found === undefined) throw invalidKerasFile(`the archive has no ${name}`);
      return found;
    };
    const configs = kerasConfigs(new TextDecoder().decode(entry('config.json')));
    return { layers: keras3Layers(readHdf5(entry('model.weights.h5')), configs), configs };
  }
  if (!begins(bytes, [0x89, 0x48, 0x44, 0x46]))
    throw invalidKerasFile(
      `it begins with the bytes [${bytes.slice(0, 4).join(', ')}], neither HDF5's nor a zip archive's`,
    );
  return ofHdf5(readHdf5(bytes));
}

function ofHdf5(file: Hdf5File): KerasWeights {
  const config = file.attributes.get('')?.model_config;
  const configs = typeof config === 'string' ? kerasConfigs(config) : null;
  const root = ['', 'model_weights'].find((path) =>
    ['layer_names', 'layer_names0'].some((name) => name in (file.attributes.get(path) ?? {})),
  );
  const layers = root === undefined ? keras3Layers(file, configs) : legacyLayers(file, root);
  if (layers.length === 0) throw invalidKerasFile('it holds no weights');
  return { layers, configs };
}

function begins(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}
