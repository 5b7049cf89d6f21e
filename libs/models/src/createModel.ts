import type * as tfl from '@tensorflow/tfjs-layers';
import { type ModelConfigs, type ModelName, architectureOf } from './architectures.ts';
import type { BackboneConfig } from './backbones/backboneConfig.ts';
import type { CnnConfig } from './cnn/cnnConfig.ts';

/** Options of {@link createModel}. */
export interface CreateModelOptions {
  /**
   * How weights begin: `'random'`, drawn from the configuration's seed (default), or `'zeros'`, at once,
   * where others will be loaded over them. The CNN always draws.
   */
  weights?: 'random' | 'zeros';
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
 * resolveModelConfig('resnet50').classes; // 1
 * ```
 */
export function resolveModelConfig<Name extends ModelName>(name: Name, config?: object): ModelConfigs[Name];
export function resolveModelConfig(name: string, config?: object): CnnConfig | BackboneConfig;
export function resolveModelConfig(name: string, config: object = {}): CnnConfig | BackboneConfig {
  return architectureOf(name).resolve(config);
}

/**
 * Builds a model by the name of its architecture. Layers have PyTorch's names of the modules, such as
 * `layer4.2.conv3`.
 *
 * @param name - one of {@link modelNames}
 * @param config - the keys that shall differ from the defaults: those of {@link CnnConfig} for `'cnn'`,
 * those of {@link BackboneConfig} for the others
 * @param options - how the weights begin
 * @returns a model from images [n, inputSize, inputSize, channels] to logits [n, 1] (or [n, classes]),
 * which the caller disposes
 * @throws PneumoError `UNKNOWN_MODEL`, `UNKNOWN_KEY` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * const model = createModel('cnn', { inputSize: 32, channels: 1, filters: [4] });
 * model.inputs[0].shape; // [null, 32, 32, 1]
 * const network = createModel('resnet18', { inputSize: 64, head: 'study' }, { weights: 'zeros' });
 * network.getLayer('layer4.1.conv2').outputShape; // [null, 2, 2, 512]
 * ```
 */
export function createModel(
  name: string,
  config: object = {},
  { weights = 'random' }: CreateModelOptions = {},
): tfl.LayersModel {
  const architecture = architectureOf(name);
  return architecture.build(architecture.resolve(config), weights === 'zeros');
}
