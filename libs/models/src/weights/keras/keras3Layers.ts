import type { SourceTensor } from '../weightSource.ts';
import type { KerasLayer, KerasLayerConfig } from './kerasWeights.ts';
import type { Hdf5File } from './hdf5/readHdf5.ts';
import { invalidKerasFile } from './invalidKerasFile.ts';

/** Weights of Keras 3's layers by their numbers. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  conv2d: ['kernel', 'bias'],
  depthwise_conv2d: ['depthwise_kernel', 'bias'],
  dense: ['kernel', 'bias'],
  batch_normalization: ['gamma', 'beta', 'moving_mean', 'moving_variance'],
};

/** Not the model's: the optimiser's moments, and the state of random draws. */
const OTHERS = /^optimizer\/|(^|\/)seed_generator\//;

interface Found {
  /** Path of the layer's group. */
  path: string;
  /** Class in small letters, such as `batch_normalization`, and which of its class it is. */
  kind: string;
  index: number;
  weights: Map<string, SourceTensor>;
}

/**
 * The layers of Keras 3's layout, in which layers are numbered by class and weights within the layer:
 * `layers/conv2d_1/vars/0`. Names come from the attribute that later versions write, otherwise from the
 * model's configuration; without either they stay the numbered classes.
 */
export function keras3Layers(file: Hdf5File, configs: readonly KerasLayerConfig[] | null): KerasLayer[] {
  const found = new Map<string, Found>();
  for (const [path, tensor] of file.datasets) {
    if (OTHERS.test(path)) continue;
    const match = /^(.*?)([a-z0-9_]+?)(?:_(\d+))?\/vars\/(\d+)$/.exec(path);
    if (match === null) throw invalidKerasFile(`it has the dataset ${path}; expected LAYER/vars/NUMBER`);
    const [, before, kind, index = '0', number] = match as unknown as [
      string,
      string,
      string,
      string,
      string,
    ];
    const layer = path.slice(0, path.lastIndexOf('/vars/'));
    const known = found.get(layer) ?? { path: layer, kind, index: Number(index), weights: new Map() };
    known.weights.set(PARTS[kind]?.[Number(number)] ?? `${before}${kind}/vars/${number}`, tensor);
    found.set(layer, known);
  }
  const numbered = [...found.values()].sort((a, b) => a.index - b.index);
  return numbered.map(({ path, kind, weights }) => {
    const written = file.attributes.get(`${path}/vars`)?.name;
    const name = typeof written === 'string' ? written : nameOf(path, kind, configs);
    return { name, weights };
  });
}

/** The name that a configuration of one model, none within it, has for a group of the file. */
function nameOf(path: string, kind: string, configs: readonly KerasLayerConfig[] | null): string {
  const last = path.slice(path.lastIndexOf('/') + 1);
  if (configs === null || path !== `layers/${last}`) return last;
  const index = Number(/_(\d+)$/.exec(last.slice(kind.length))?.[1] ?? 0);
  return configs.filter(({ className }) => snakeCase(className) === kind)[index]?.name ?? last;
}

/** Keras' own rule: Conv2D is conv2d, BatchNormalization batch_normalization. */
function snakeCase(className: string): string {
  return className
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
