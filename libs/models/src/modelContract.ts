import { architectureOf } from './architectures.ts';
import { outputsOf } from './contract/checkOutcome.ts';
import { CONTRACT_SCHEMA_VERSION, type DataContract } from './contract/dataContract.ts';

/**
 * The data contract that a model of the registry begins with: its input, the normalisation that its
 * published weights were trained with, and its classes: NORMAL and PNEUMONIA of a model with one logit. What the
 * outputs of another stand for only its user knows: they are named by their numbers until then, from '0' on.
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
 * modelContract('resnet50', { classes: 3 }).classNames; // ['0', '1', '2']
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
    classNames: classNamesOf(outputsOf(resolved)),
  };
}

function classNamesOf(outputs: number): string[] {
  return outputs === 1 ? ['NORMAL', 'PNEUMONIA'] : Array.from({ length: outputs }, (_, i) => String(i));
}
