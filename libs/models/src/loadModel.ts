import { PneumoError, isPneumoError } from '@pneumo/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { checkFiniteWeights } from './checkFiniteWeights.ts';
import { checkContract } from './contract/checkContract.ts';
import { checkModelFits } from './contract/checkModelFits.ts';
import type { DataContract } from './contract/dataContract.ts';
import './layers/register.ts';

/** A model and what it says about itself. */
export interface LoadedModel {
  /** From images to logits [n, 1]; the caller disposes it. */
  model: tfl.LayersModel;
  /** What the model takes and means. */
  contract: DataContract;
}

/**
 * Turns artifacts of {@link saveModel} back into a model, with this package's batch normalisation and
 * dropout in it, so that training can go on.
 *
 * @param artifacts - topology, weights and metadata
 * @returns the model and its contract
 * @throws PneumoError an error of {@link checkContract}; `TORN_WEIGHTS` when the weights have another
 * length than their list says; `CORRUPT_FILE` when they carry another SHA-256 than theirs (where the platform has
 * Web Crypto); `NON_FINITE_WEIGHTS`; `CONTRACT_MISMATCH`; `INVALID_MODEL` when
 * TensorFlow.js cannot build the model or a weight is missing, unknown or of another shape
 *
 * @example
 * ```ts
 * const config = resolveModelConfig('cnn', { inputSize: 32, channels: 1, filters: [4] });
 * const artifacts = await saveModel(createModel('cnn', config), {
 *   schemaVersion: 2,
 *   architecture: { name: 'cnn', config },
 *   inputSize: 32,
 *   channels: 1,
 *   normalisation: IMAGENET_GREY_NORMALISATION,
 *   classNames: ['NORMAL', 'PNEUMONIA'],
 * });
 * const { contract } = await loadModel(artifacts);
 * contract.architecture.name; // 'cnn'
 * ```
 */
export async function loadModel(artifacts: tf.io.ModelArtifacts): Promise<LoadedModel> {
  const contract = checkContract((artifacts.userDefinedMetadata as { pneumo?: unknown } | undefined)?.pneumo);
  checkLength(artifacts);
  const { weightsSha256, ...metadata }: Record<string, object> = artifacts.userDefinedMetadata ?? {};
  if (weightsSha256 !== undefined) await checkHash(artifacts.weightData!, String(weightsSha256));
  checkFiniteWeights(artifacts);
  let model: tfl.LayersModel | undefined;
  try {
    const modelTopology = withOurLayers(artifacts.modelTopology) as object;
    // Without weights, so that the model is in our hands, and can be disposed, when they do not fit.
    model = await tfl.loadLayersModel(tf.io.fromMemory({ modelTopology }));
    const named = tf.io.decodeWeights(artifacts.weightData!, artifacts.weightSpecs!);
    try {
      model.loadWeights(named);
    } finally {
      tf.dispose(named);
    }
    checkModelFits(model, contract);
    // Without the hash, which is not that of the weights that training makes of these.
    model.setUserDefinedMetadata(metadata);
    return { model, contract: structuredClone(contract) };
  } catch (cause) {
    model?.dispose();
    if (isPneumoError(cause)) throw cause;
    throw new PneumoError(
      'INVALID_MODEL',
      `TensorFlow.js cannot build the model: ${(cause as Error).message} Expected a topology and the weights that belong to it.`,
      { cause },
    );
  }
}

function checkLength({ weightData, weightSpecs = [] }: tf.io.ModelArtifacts): void {
  const odd = weightSpecs.find((spec) => spec.dtype !== 'float32' || spec.quantization !== undefined);
  if (odd !== undefined) {
    throw new PneumoError(
      'INVALID_MODEL',
      `The weight ${odd.name} is ${odd.quantization === undefined ? odd.dtype : 'quantised'}; expected float32. ` +
        'Load this model with tf.loadLayersModel instead.',
    );
  }
  const expected = weightSpecs.reduce((sum, spec) => sum + 4 * spec.shape.reduce((a, b) => a * b, 1), 0);
  const came = weightData === undefined ? 0 : tf.io.CompositeArrayBuffer.join(weightData).byteLength;
  if (came !== expected) {
    throw new PneumoError(
      'TORN_WEIGHTS',
      `The weights have ${came} bytes; the model's list of ${weightSpecs.length} weights needs ${expected}. ` +
        'The file is torn or belongs to another model.',
      { details: { came, expected } },
    );
  }
}

/** Compares weights with the hash that `saveModelToFolder` puts beside them. */
async function checkHash(weightData: tf.io.WeightData, expected: string): Promise<void> {
  // Pages that came without encryption have no Web Crypto.
  const subtle = globalThis.crypto?.subtle as typeof crypto.subtle | undefined;
  if (subtle === undefined) return;
  const digest = await subtle.digest('SHA-256', tf.io.CompositeArrayBuffer.join(weightData));
  const came = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (came === expected) return;
  throw new PneumoError(
    'CORRUPT_FILE',
    'The weights are not those that the model was saved with (their SHA-256 differs); copy or save the model again.',
    { details: { came, expected } },
  );
}

const ours: Record<string, string> = {
  BatchNormalization: 'PneumoBatchNormalization',
  Dropout: 'PneumoDropout',
};

/** A copy of the topology whose layers name this package's classes. */
function withOurLayers(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withOurLayers);
  if (typeof node !== 'object' || node === null) return node;
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key.endsWith('_initializer') ? placeholder(value) : withOurLayers(value),
    ]),
  );
  if (typeof copy.class_name === 'string' && 'config' in copy)
    copy.class_name = ours[copy.class_name] ?? copy.class_name;
  if (copy.class_name === 'ReLU' && (copy.config as { max_value?: unknown })?.max_value === 6)
    copy.class_name = 'PneumoRelu6';
  return copy;
}

/** An initialiser that draws nothing, since saved weights follow, and is saved as the one it stands for. */
function placeholder(initializer: unknown): unknown {
  if (typeof initializer !== 'object' || initializer === null || !('class_name' in initializer))
    return initializer;
  return { class_name: 'PneumoPlaceholder', config: { original: initializer } };
}
