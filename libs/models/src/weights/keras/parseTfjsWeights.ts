import { PneumoError } from '@pneumo/core';
import * as tf from '@tensorflow/tfjs-core';
import { storedBytes } from '../tfjsManifest.ts';
import type { SourceTensor } from '../weightSource.ts';
import { invalidKerasFile } from './invalidKerasFile.ts';
import { layerConfigs } from './kerasConfigs.ts';
import type { KerasWeights } from './kerasWeights.ts';
import { innerName } from './legacyLayers.ts';

type Entry = tf.io.WeightsManifestEntry;

/**
 * Reads the weights of a plain layers model of TensorFlow.js, as tensorflowjs_converter makes it of a Keras model:
 * under Keras' names, as float32 or quantised (float16, uint16, uint8). No layer is built.
 *
 * @param artifacts - what the `load` of any `tf.io` handler gives; in Node `readTfjsWeights` reads the files
 * @returns the layers with their weights, for `loadKerasWeights`; numbers are decoded when they are read, by a backend
 * @throws PneumoError `INVALID_KERAS_FILE` for a graph model and for what is no model; `UNSUPPORTED_DTYPE` naming a
 * tensor; `TORN_WEIGHTS` when the weights have another length than their list says
 *
 * @example
 * ```ts
 * const { layers } = parseTfjsWeights({
 *   modelTopology: { class_name: 'Sequential', config: { layers: [] } },
 *   weightSpecs: [{ name: 'predictions/bias', shape: [2], dtype: 'float32' }],
 *   weightData: Float32Array.of(1, 2).buffer,
 * });
 * layers[0].weights.get('bias')!.read(); // [1, 2]
 * ```
 */
export function parseTfjsWeights(artifacts: tf.io.ModelArtifacts): KerasWeights {
  const { format, modelTopology, weightSpecs = [], weightData = new ArrayBuffer(0) } = artifacts;
  if (format === 'graph-model')
    throw invalidKerasFile('it is a graph model of TensorFlow.js, whose layers are dissolved');
  const topology = (modelTopology ?? {}) as { model_config?: unknown };
  const configs = layerConfigs(topology.model_config ?? topology);
  const names = new Set(configs.map(({ name }) => name));
  const layers = new Map<string, Map<string, SourceTensor>>();
  for (const { entry, bytes } of divide(weightSpecs, weightData)) {
    const path = entry.name.split('/');
    const part = path.pop()!.replace(/:0$/, '');
    const layer = path.findLast((name) => names.has(name)) ?? innerName(path);
    const known = layers.get(layer) ?? new Map<string, SourceTensor>();
    if (known.has(part)) throw invalidKerasFile(`it has two weights ${layer}/${part}`);
    layers.set(layer, known.set(part, sourceTensor(entry, bytes)));
  }
  if (layers.size === 0) throw invalidKerasFile('it holds no weights');
  return { layers: [...layers].map(([name, weights]) => ({ name, weights })), configs };
}

/** Each weight with its bytes. */
function divide(entries: readonly Entry[], data: tf.io.WeightData): { entry: Entry; bytes: ArrayBuffer }[] {
  const buffer = tf.io.CompositeArrayBuffer.join(data);
  let end = 0;
  const parts = entries.map((entry) => {
    const start = end;
    end += checkedBytes(entry);
    return { entry, bytes: buffer.slice(start, end) };
  });
  if (end === buffer.byteLength) return parts;
  throw new PneumoError(
    'TORN_WEIGHTS',
    `The weights have ${buffer.byteLength} bytes; the model's list of ${entries.length} weights needs ${end}. ` +
      'The files are torn or belong to another model; get them again.',
    { details: { came: buffer.byteLength, expected: end } },
  );
}

function checkedBytes(entry: Entry): number {
  const { name, dtype, quantization } = entry;
  const bytes = storedBytes(entry);
  const supported =
    quantization === undefined ||
    quantization.dtype === 'float16' ||
    (/^uint(8|16)$/.test(quantization.dtype) &&
      Number.isFinite(quantization.min) &&
      Number.isFinite(quantization.scale));
  if (bytes !== undefined && supported) return bytes;
  throw unsupported(name, quantization === undefined ? dtype : JSON.stringify(quantization));
}

function sourceTensor({ name, shape, dtype, quantization }: Entry, bytes: ArrayBuffer): SourceTensor {
  return {
    shape,
    dtype: quantization?.dtype ?? dtype,
    read() {
      if (dtype !== 'float32') throw unsupported(name, dtype);
      const entry = { name, shape, dtype, ...(quantization && { quantization }) };
      return tf.tidy(() => tf.io.decodeWeights(bytes, [entry])[name]!.dataSync<'float32'>());
    },
  };
}

function unsupported(name: string, what: string): PneumoError {
  return new PneumoError(
    'UNSUPPORTED_DTYPE',
    `The tensor ${name} has numbers of type ${what}; expected float32, or such quantised as float16, or as uint8 or ` +
      'uint16 with min and scale.',
    { details: { tensor: name, dtype: what } },
  );
}
