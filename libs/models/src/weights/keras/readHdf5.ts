import { PneumoError } from '@pneumo/core';
import type { Attribute, Dataset, Group } from 'h5wasm';
import type { SourceTensor } from '../weightSource.ts';

// A file from outside is hostile, hence the caps: far more than the largest model of Keras has.
const MOST_OBJECTS = 50_000;
const DEEPEST = 24;
const LARGEST_RANK = 8;

/** Attributes that Keras' files carry what we need in; models that are large have them in numbered parts. */
const ATTRIBUTES = /^(layer_names|weight_names|model_config|name)\d*$/;

/** What an HDF5 file holds, by path from its root, without a slash at the beginning. */
export interface Hdf5File {
  /** Datasets of numbers. */
  datasets: Map<string, SourceTensor>;
  /** Keras' attributes of groups: texts, and lists of texts. */
  attributes: Map<string, Record<string, unknown>>;
}

let files = 0;

/**
 * Reads a whole HDF5 file by the HDF Group's library in WebAssembly, which is loaded at the first call.
 * Numbers of contiguous storage are copied out; compressed ones are refused, since Keras writes none and
 * a small file could claim any amount.
 *
 * @throws PneumoError `INVALID_KERAS_FILE` naming the path that does not hold
 */
export async function readHdf5(bytes: Uint8Array): Promise<Hdf5File> {
  const { File, Group, Dataset, ready } = await import('h5wasm');
  const { FS, activate_throwing_error_handler: throwErrors } = await ready;
  throwErrors();
  const path = `/pneumo-${files++}.h5`;
  const found: Hdf5File = { datasets: new Map(), attributes: new Map() };
  let objects = 0;
  let numbers = 0;

  const visit = (group: Group, at: string, depth: number): void => {
    if (depth > DEEPEST) throw invalidKerasFile(`the group ${at} stands more than ${DEEPEST} deep`);
    const attributes = readAttributes(group.attrs);
    if (Object.keys(attributes).length > 0) found.attributes.set(at, attributes);
    for (const key of group.keys()) {
      const name = at === '' ? key : `${at}/${key}`;
      if (++objects > MOST_OBJECTS) throw invalidKerasFile(`it has more than ${MOST_OBJECTS} objects`);
      const entity = group.get(key);
      if (entity instanceof Group) visit(entity, name, depth + 1);
      else if (entity instanceof Dataset) {
        const tensor = readDataset(entity, name, bytes.length - numbers);
        numbers += tensor.bytes;
        found.datasets.set(name, tensor);
      } else throw invalidKerasFile(`${name} is a link that leads nowhere, or out of the file`);
    }
  };

  try {
    FS.writeFile(path, bytes);
    const file = new File(path, 'r');
    try {
      visit(file, '', 0);
    } finally {
      file.close();
    }
  } catch (cause) {
    if (cause instanceof PneumoError) throw cause;
    throw invalidKerasFile(`the HDF5 library cannot read it: ${innermost((cause as Error).message)}`, cause);
  } finally {
    if (FS.analyzePath(path).exists) FS.unlink(path);
  }
  return found;
}

/** The cause at the bottom of the library's stack of messages, `#011: FILE line 161 in FUNCTION(): CAUSE`. */
function innermost(message: string): string {
  const causes = [...message.matchAll(/^\s*#\d+: .*?\(\): (.+)$/gm)];
  return causes.at(-1)?.[1] ?? message.split('\n')[0]!;
}

function readAttributes(attributes: Record<string, Attribute>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([name]) => ATTRIBUTES.test(name))
      .map(([name, attribute]) => [name, attribute.value]),
  );
}

/** A dataset's numbers, at most as many bytes as are left of the file. */
function readDataset(dataset: Dataset, name: string, left: number): SourceTensor & { bytes: number } {
  const { shape, metadata } = dataset;
  const sizes = (shape ?? []).map(Number);
  if (sizes.length > LARGEST_RANK || !sizes.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw invalidKerasFile(`${name} has the shape [${sizes.join(', ')}]`);
  const bytes = sizes.reduce((product, size) => product * size, metadata.size);
  if (bytes > left)
    throw invalidKerasFile(
      `${name} of shape [${sizes.join(', ')}] needs ${bytes} bytes; ${left} are left of the file`,
    );
  const dtype = typeof dataset.dtype === 'string' ? dataset.dtype : 'compound';
  const kind = { '<f': 'F32', '<d': 'F64' }[dtype] ?? dtype;
  const value = kind === 'F32' || kind === 'F64' ? dataset.value : null;
  const read = (): Float32Array => {
    if (value instanceof Float32Array) return value;
    if (value instanceof Float64Array) return Float32Array.from(value);
    if (typeof value === 'number') return Float32Array.of(value);
    throw new PneumoError(
      'UNSUPPORTED_DTYPE',
      `The tensor ${name} has numbers of HDF5's type ${kind}; expected float32 or float64.`,
      { details: { tensor: name, dtype: kind } },
    );
  };
  return { shape: sizes, dtype: kind, read, bytes };
}

/** The error of everything that does not hold in a file of Keras. */
export function invalidKerasFile(what: string, cause?: unknown): PneumoError {
  return new PneumoError(
    'INVALID_KERAS_FILE',
    `This is no Keras file that can be read: ${what}. Expected what model.save('….keras'), model.save('….h5') or ` +
      'model.save_weights writes; get the file again, or save the model anew.',
    { cause },
  );
}
