import { architectureOf } from './architectures.ts';
import { CONTRACT_SCHEMA_VERSION, type DataContract } from './contract/dataContract.ts';

/**
 * The data contract that a model of the registry begins with: its input, the normalisation that its
 * published weights were trained with, and the two classes.
 *
 * @param name - one of `modelNames()`
 * @param config - the keys that shall differ from the defaults
 * @returns a contract without threshold and manifest, which training adds
 * @throws PneumoError `UNKNOWN_MODEL`, `UNKNOWN_KEY` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * modelContract('tf_efficientnet_lite0').normalisation.mean; // [0.5, 0.5, 0.5]
 * modelContract('resnet50', { channels: 1 }).normalisation.mean; // [0.449]
 * ```
 */
export function modelContract(name: string, config: object = {}): DataContract {
  const architecture = architectureOf(name);
  const resolved = architecture.resolve(config);
  return {
    schemaVersion: CONTRACT_SCHEMA_VERSION,
    architecture: { name, config: resolved },
    inputSize: resolved.inputSize,
    channels: resolved.channels,
    normalisation: structuredClone(architecture.normalisation[resolved.channels]),
    classNames: ['NORMAL', 'PNEUMONIA'],
  };
}
