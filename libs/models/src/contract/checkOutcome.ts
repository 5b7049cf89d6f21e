import { PneumoError, checkInteger, checkProbability, showValue } from '@pneumo/core';
import { checkCalibration } from '@pneumo/metrics';
import type { DataContract } from './dataContract.ts';

/** How many outputs a model of this configuration has: one logit where it does not say. */
export function outputsOf(config: object): number {
  const { classes = 1 } = config as { classes?: unknown };
  return checkInteger('classes', classes, { min: 1 });
}

/** Checks what contracts of models and of ensembles say about their answers. */
export function checkOutcome(
  {
    classNames,
    threshold,
    calibration,
    prevalence,
  }: Pick<DataContract, 'classNames' | 'threshold' | 'calibration' | 'prevalence'>,
  outputs = 1,
): void {
  checkClassNames(classNames, outputs);
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

function checkClassNames(classNames: unknown, outputs: number): void {
  const names: unknown[] = Array.isArray(classNames) ? classNames : [];
  const good =
    outputs === 1
      ? names.length === 2 && names[0] === 'NORMAL' && names[1] === 'PNEUMONIA'
      : names.length === outputs &&
        names.every((name) => typeof name === 'string') &&
        new Set(names).size === outputs;
  if (good) return;
  const expected =
    outputs === 1 ? "['NORMAL', 'PNEUMONIA']" : `${outputs} different texts, one for each output`;
  throw invalidField('classNames', classNames, expected);
}

/** An error that says which field is wrong, what came and what was expected. */
export function invalidField(field: string, value: unknown, expected: string): PneumoError {
  return new PneumoError('INVALID_ARGUMENT', `${field} is ${showValue(value)}; expected ${expected}.`);
}
