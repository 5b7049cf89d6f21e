import { PneumoError, checkInteger, checkNormalisation, checkOneOf, checkProbability } from '@pneumo/core';
import { checkCalibration } from '@pneumo/metrics';
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
      `The data contract has schema version ${String((contract as { schemaVersion: unknown }).schemaVersion)}; this package reads versions 1 ` +
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
  const { architecture, inputSize, channels, normalisation, classNames, threshold, manifestHash } = contract;
  if (
    typeof architecture?.name !== 'string' ||
    typeof architecture.config !== 'object' ||
    architecture.config === null
  ) {
    throw invalid('architecture', architecture, 'a name and a config');
  }
  checkInteger('inputSize', inputSize, { min: 1, max: 65536 });
  if (channels !== 1 && channels !== 3) throw invalid('channels', channels, '1 or 3');
  checkNormalisation(normalisation, channels);
  if (
    !Array.isArray(classNames) ||
    classNames.length !== 2 ||
    classNames[0] !== 'NORMAL' ||
    classNames[1] !== 'PNEUMONIA'
  ) {
    throw invalid('classNames', classNames, "['NORMAL', 'PNEUMONIA']");
  }
  if (threshold !== undefined) {
    checkProbability('threshold.value', threshold?.value);
    if (typeof threshold.rule !== 'string') throw invalid('threshold.rule', threshold.rule, 'a text');
    if (typeof threshold.chosenOn !== 'string')
      throw invalid('threshold.chosenOn', threshold.chosenOn, 'a text');
  }
  checkVersion2(contract);
  if (contract.calibration !== undefined) {
    checkCalibration(contract.calibration);
    if (typeof contract.calibration.fittedOn !== 'string')
      throw invalid('calibration.fittedOn', contract.calibration.fittedOn, 'a text');
  }
  if (manifestHash !== undefined && typeof manifestHash !== 'string')
    throw invalid('manifestHash', manifestHash, 'a text');
}

/** Checks the fields that version 2 added, and that no record of version 1 has one that changes what is predicted. */
function checkVersion2(contract: DataContract): void {
  const { schemaVersion, testTimeAugmentation, prevalence } = contract;
  if (schemaVersion === 1 && testTimeAugmentation !== undefined)
    throw invalid(
      'schemaVersion',
      schemaVersion,
      '2 beside testTimeAugmentation, which version 1 does not know',
    );
  if (testTimeAugmentation !== undefined)
    checkOneOf('testTimeAugmentation', testTimeAugmentation, ['none', 'flip']);
  if (prevalence === undefined) return;
  checkProbability('prevalence.value', prevalence?.value);
  if (prevalence.value === 0 || prevalence.value === 1)
    throw invalid('prevalence.value', prevalence.value, 'a number above 0 and below 1');
  if (typeof prevalence.of !== 'string') throw invalid('prevalence.of', prevalence.of, 'a text');
}

function invalid(field: string, value: unknown, expected: string): PneumoError {
  return new PneumoError('INVALID_ARGUMENT', `${field} is ${JSON.stringify(value)}; expected ${expected}.`);
}
