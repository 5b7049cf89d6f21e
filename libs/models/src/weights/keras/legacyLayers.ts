import type { SourceTensor } from '../weightSource.ts';
import type { KerasLayer } from './kerasWeights.ts';
import type { Hdf5File } from './hdf5/readHdf5.ts';
import { invalidKerasFile } from './invalidKerasFile.ts';

/**
 * The layers of Keras' older layout, in which the attributes `layer_names` and `weight_names` list what
 * stands where: what `model.save('….h5')` writes, and `save_weights` wrote before Keras 3.
 *
 * @param root - the group that lists the layers: the file's, or `model_weights`
 */
export function legacyLayers(file: Hdf5File, root: string): KerasLayer[] {
  return list(file, root, 'layer_names').flatMap((group) => {
    const path = join(root, group);
    const weights = list(file, path, 'weight_names').map((name) => {
      const tensor = file.datasets.get(join(path, name));
      if (tensor === undefined)
        throw invalidKerasFile(`${path} lists the weight ${name}, which is not there`);
      const parts = name.split('/');
      return { inner: parts.slice(0, -1), part: parts.at(-1)!.replace(/:0$/, ''), tensor };
    });
    // A model within the model lists all its layers' weights in one group.
    const nested = new Set(weights.map(({ part }) => part)).size < weights.length;
    const layers = new Map<string, Map<string, SourceTensor>>();
    for (const { inner, part, tensor } of weights) {
      const layer = nested ? innerName(inner) : group.replaceAll('/', '_');
      const known = layers.get(layer) ?? new Map<string, SourceTensor>();
      if (known.has(part)) throw invalidKerasFile(`${path} has two weights ${layer}/${part}`);
      layers.set(layer, known.set(part, tensor));
    }
    return [...layers].map(([name, found]) => ({ name, weights: found }));
  });
}

/** The layer's name in a path; older ones of DenseNet hold a slash, as `conv1/bn`. */
export function innerName(path: readonly string[]): string {
  const last = path.at(-1) ?? '';
  return path.length > 1 && /^(conv|bn)$/.test(last) && path.at(-2) === 'conv1' ? `conv1_${last}` : last;
}

/** A list of names in an attribute, whose parts are numbered where it is long. */
function list(file: Hdf5File, path: string, name: string): string[] {
  const attributes = file.attributes.get(path) ?? {};
  const parts: unknown[] = [];
  if (name in attributes) parts.push(attributes[name]);
  for (let i = 0; `${name}${i}` in attributes; i++) parts.push(attributes[`${name}${i}`]);
  const names = parts.flat();
  if (parts.length === 0 || !names.every((entry) => typeof entry === 'string'))
    throw invalidKerasFile(`${path === '' ? 'its root' : path} has no list of texts ${name}`);
  return names as string[];
}

function join(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('/');
}
