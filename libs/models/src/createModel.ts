import { didYouMean, PneumoError } from '@pneumo/core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { buildCnn } from './cnn/buildCnn.ts';
import { type CnnConfig, studyCnnConfig } from './cnn/cnnConfig.ts';

interface Architecture {
  resolve(config: object): CnnConfig;
  build(config: object): tfl.LayersModel;
}

const architectures: Record<string, Architecture> = {
  cnn: { resolve: studyCnnConfig, build: buildCnn },
};

/**
 * The names that {@link createModel} knows.
 *
 * @returns the names, sorted
 *
 * @example
 * ```ts
 * modelNames(); // ['cnn']
 * ```
 */
export function modelNames(): string[] {
  return Object.keys(architectures).sort();
}

/**
 * The whole configuration of a model: what is given, checked, over the architecture's defaults. This
 * is what belongs into a run's records and into the model's data contract.
 *
 * @param name - one of {@link modelNames}
 * @param config - the keys that shall differ from the defaults
 * @returns every key with its value
 * @throws PneumoError `UNKNOWN_MODEL`, `UNKNOWN_KEY` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * resolveModelConfig('cnn', { inputSize: 96 }).inputSize; // 96
 * ```
 */
export function resolveModelConfig(name: string, config: object = {}): CnnConfig {
  return architecture(name).resolve(config);
}

/**
 * Builds a model by the name of its architecture.
 *
 * @param name - one of {@link modelNames}
 * @param config - the keys that shall differ from the defaults; for `'cnn'` those of {@link CnnConfig}
 * @returns a model from images [n, inputSize, inputSize, channels] to logits [n, 1], which the caller disposes
 * @throws PneumoError `UNKNOWN_MODEL`, `UNKNOWN_KEY` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * const model = createModel('cnn', { inputSize: 32, channels: 1, filters: [4] });
 * model.inputs[0].shape; // [null, 32, 32, 1]
 * ```
 */
export function createModel(name: string, config: object = {}): tfl.LayersModel {
  return architecture(name).build(config);
}

function architecture(name: string): Architecture {
  if (Object.hasOwn(architectures, name)) return architectures[name]!;
  throw new PneumoError(
    'UNKNOWN_MODEL',
    `There is no model '${String(name)}'.${didYouMean(String(name), modelNames())} ` +
      `The models are ${modelNames().join(', ')}.`,
    { details: { name, known: modelNames() } },
  );
}
