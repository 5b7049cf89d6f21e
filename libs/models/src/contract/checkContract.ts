import { PneumoError, checkInteger, checkNormalisation, checkOneOf, showValue } from '@pneumo/core';
import { checkOutcome, invalidField, outputsOf } from './checkOutcome.ts';
import { CONTRACT_SCHEMA_VERSION, type DataContract } from './dataContract.ts';

/**
 * Checks that a value, which may come from a file, is a data contract of a version that this
 * package understands: its own, or one before.
 *
 * @param value - anything
 * @returns the value as a contract
 * @throws PneumoError `CONTRACT_MISSING` when there is none, `CONTRACT_VERSION` when a later version
 * wrote it, `INVALID_CONTRACT` naming the field that does not fit
 *
 * @example
 * ```ts
 * const contract = checkContract({
 *   schemaVersion: 2,
 *   architecture: { name: 'cnn', config: {} },
 *   inputSize: 150,
 *   channels: 3,
 *   normalisation: IMAGENET_NORMALISATION,
 *   classNames: ['NORMAL', 'PNEUMONIA'],
 * });
 * contract.inputSize; // 150
 * ```
 */
export function checkContract(value: unknown): DataContract {
  if (typeof value !== 'object' || value === null) {
    throw new PneumoError(
      'CONTRACT_MISSING',
      'The model carries no data contract (userDefinedMetadata.pneumo); expected one that names input size, ' +
        'channels, normalisation and classes. Save it with saveModel of @pneumo/models.',
    );
  }
  const contract = value as DataContract;
  if (contract.schemaVersion !== 1 && contract.schemaVersion !== CONTRACT_SCHEMA_VERSION) {
    throw new PneumoError(
      'CONTRACT_VERSION',
      `The data contract has schema version ${showValue(contract.schemaVersion)}; this package reads versions 1 ` +
        `to ${CONTRACT_SCHEMA_VERSION}. Use the version of @pneumo/models that saved the model.`,
      { details: { expected: CONTRACT_SCHEMA_VERSION } },
    );
  }
  try {
    checkFields(contract);
  } catch (cause) {
    throw new PneumoError(
      'INVALID_CONTRACT',
      `The data contract does not hold: ${(cause as Error).message}`,
      { cause },
    );
  }
  return contract;
}

function checkFields(contract: DataContract): void {
  const { architecture, inputSize, channels, normalisation, manifestHash } = contract;
  const { schemaVersion, testTimeAugmentation } = contract;
  if (
    typeof architecture?.name !== 'string' ||
    typeof architecture.config !== 'object' ||
    architecture.config === null
  ) {
    throw invalidField('architecture', architecture, 'a name and a config');
  }
  checkInteger('inputSize', inputSize, { min: 1, max: 65536 });
  if (channels !== 1 && channels !== 3) throw invalidField('channels', channels, '1 or 3');
  checkNormalisation(normalisation, channels);
  checkOutcome(contract, outputsOf(architecture.config));
  if (testTimeAugmentation !== undefined) {
    if (schemaVersion === 1) {
      const expected = '2 beside testTimeAugmentation, which version 1 does not know';
      throw invalidField('schemaVersion', schemaVersion, expected);
    }
    checkOneOf('testTimeAugmentation', testTimeAugmentation, ['none', 'flip']);
  }
  if (manifestHash !== undefined && typeof manifestHash !== 'string')
    throw invalidField('manifestHash', manifestHash, 'a text');
}
