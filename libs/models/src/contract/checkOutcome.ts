import { PneumoError, checkProbability } from '@pneumo/core';
import { checkCalibration } from '@pneumo/metrics';
import type { DataContract } from './dataContract.ts';

/** Checks what contracts of models and of ensembles say about their answers. */
export function checkOutcome({
  classNames,
  threshold,
  calibration,
  prevalence,
}: Pick<DataContract, 'classNames' | 'threshold' | 'calibration' | 'prevalence'>): void {
  if (
    !Array.isArray(classNames) ||
    classNames.length !== 2 ||
    classNames[0] !== 'NORMAL' ||
    classNames[1] !== 'PNEUMONIA'
  ) {
    throw invalidField('classNames', classNames, "['NORMAL', 'PNEUMONIA']");
  }
  if (threshold !== undefined) {
    checkProbability('threshold.value', threshold?.value);
    if (typeof threshold.rule !== 'string') throw invalidField('threshold.rule', threshold.rule, 'a text');
    if (typeof threshold.chosenOn !== 'string')
      throw invalidField('threshold.chosenOn', threshold.chosenOn, 'a text');
  }
  if (calibration !== undefined) {
    checkCalibration(calibration);
    if (typeof calibration.fittedOn !== 'string')
      throw invalidField('calibration.fittedOn', calibration.fittedOn, 'a text');
  }
  if (prevalence !== undefined) {
    checkProbability('prevalence.value', prevalence?.value);
    if (prevalence.value === 0 || prevalence.value === 1)
      throw invalidField('prevalence.value', prevalence.value, 'a number above 0 and below 1');
    if (typeof prevalence.of !== 'string') throw invalidField('prevalence.of', prevalence.of, 'a text');
  }
}

/** An error that says which field is wrong, what came and what was expected. */
export function invalidField(field: string, value: unknown, expected: string): PneumoError {
  return new PneumoError('INVALID_ARGUMENT', `${field} is ${JSON.stringify(value)}; expected ${expected}.`);
}
