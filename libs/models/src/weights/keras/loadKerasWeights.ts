import type * as tfl from '@tensorflow/tfjs-layers';
import { architectureOf } from '../../architectures.ts';
import type { ContractArchitecture } from '../../contract/dataContract.ts';
import { type LoadedWeights, loadWeights } from '../loadWeights.ts';
import type { WeightSource } from '../weightSource.ts';
import { kerasSource } from './kerasSource.ts';
import type { KerasWeights } from './kerasWeights.ts';

/** Options of {@link loadKerasWeights}. */
export interface LoadKerasWeightsOptions {
  /**
   * What happens to the classifier: `'load'` takes it from the file, which must fit (default); `'keep'`
   * leaves the model's own and ignores the file's dense layers, for transfer learning.
   */
  classifier?: 'load' | 'keep';
}

/**
 * Writes the weights of a Keras model into a model of equal structure: `densenet121`,
 * `mobilenet_v2_keras` and `resnet50_keras` (those of keras.applications), and `cnn`, whose layers are
 * matched by name or by order. Predictions are those of the Keras model on equal inputs; Keras'
 * own preprocessing is that of the model's contract.
 *
 * Keras' epsilon, biases of convolutions in front of batch normalisation, and blue-first images are
 * computed into the weights. A sigmoid at the end stays outside: our models give logits.
 *
 * @param model - a model made by `createModel`; its weights are overwritten
 * @param architecture - its name in the registry
 * @param weights - what `parseKerasWeights` or `parseTfjsWeights` read
 * @param options - what to do with the classifier
 * @returns what was loaded, kept and ignored, by PyTorch's names where it has a place in the model
 * @throws PneumoError `WEIGHTS_MISMATCH` naming what is missing, extra, of another shape or structure;
 * `NON_FINITE_WEIGHTS`; `UNSUPPORTED_DTYPE`; `UNKNOWN_MODEL`
 *
 * @example
 * ```ts
 * const model = createModel('cnn', { inputSize: 32, channels: 1, filters: [4] });
 * const tensor = { shape: [2], dtype: 'F32', read: () => Float32Array.of(1, 2) };
 * const file = { layers: [{ name: 'logit', weights: new Map([['bias', tensor]]) }], configs: null };
 * try {
 *   loadKerasWeights(model, { name: 'cnn' }, file);
 * } catch (error) {
 *   (error as PneumoError).code; // 'WEIGHTS_MISMATCH'
 * }
 * ```
 */
export function loadKerasWeights(
  model: tfl.LayersModel,
  architecture: Pick<ContractArchitecture, 'name'>,
  weights: KerasWeights,
  { classifier = 'load' }: LoadKerasWeightsOptions = {},
): LoadedWeights {
  const { classifier: module } = architectureOf(architecture.name);
  const source = kerasSource(model, architecture.name, weights);
  return loadWeights(model, architecture, classifier === 'keep' ? setAside(source, module) : source, {
    classifier,
  });
}

/** Dense layers that the model does not have are a classifier of the file's own, which is not wanted. */
function setAside(source: WeightSource, classifier: string): WeightSource {
  const dense = new Set(
    [...source]
      .filter(([name, { shape }]) => name.endsWith('/kernel') && shape.length === 2)
      .map(([name]) => name.slice(0, name.lastIndexOf('/'))),
  );
  return new Map(
    [...source].map(([name, tensor]) => [
      dense.has(name.slice(0, name.lastIndexOf('/'))) ? `${classifier}.${name}` : name,
      tensor,
    ]),
  );
}
