import { PneumoError, checkInteger, checkNumber, checkOneOf } from '@pneumo/core';
import { type Calibration, calibrationMethods } from './calibration.ts';

/**
 * Checks a calibration that may come from a file.
 *
 * @param value - what came
 * @returns the value
 * @throws PneumoError `INVALID_ARGUMENT` naming the field that does not fit
 *
 * @example
 * ```ts
 * checkCalibration({ method: 'temperature', temperature: 1.3 }).method; // 'temperature'
 * ```
 */
export function checkCalibration(value: unknown): Calibration {
  if (typeof value !== 'object' || value === null) throw invalid('calibration', value, 'an object');
  const calibration = value as Calibration;
  checkOneOf('calibration.method', calibration.method, calibrationMethods);
  switch (calibration.method) {
    case 'temperature':
      checkNumber('calibration.temperature', calibration.temperature, { min: 1e-6 });
      break;
    case 'platt':
      checkNumber('calibration.slope', calibration.slope);
      checkNumber('calibration.intercept', calibration.intercept);
      break;
    case 'beta':
      checkNumber('calibration.a', calibration.a, { min: 0 });
      checkNumber('calibration.b', calibration.b, { min: 0 });
      checkNumber('calibration.c', calibration.c);
      break;
    case 'isotonic':
      checkPoints(calibration.logits, calibration.probabilities);
  }
  return calibration;
}

function checkPoints(logits: unknown, probabilities: unknown): void {
  if (!Array.isArray(logits) || !Array.isArray(probabilities)) {
    throw invalid('calibration.logits', logits, 'lists of logits and probabilities');
  }
  checkInteger('calibration.logits.length', logits.length, { min: 1 });
  checkInteger('calibration.probabilities.length', probabilities.length, {
    min: logits.length,
    max: logits.length,
  });
  logits.forEach((logit, i) => {
    checkNumber(`calibration.logits[${i}]`, logit);
    const least = i === 0 ? 0 : (probabilities[i - 1] as number);
    checkNumber(`calibration.probabilities[${i}]`, probabilities[i], { min: least, max: 1 });
    if (i > 0 && !((logits[i - 1] as number) < (logit as number)))
      throw invalid(`calibration.logits[${i}]`, logit, `more than ${String(logits[i - 1])}`);
  });
}

function invalid(field: string, value: unknown, expected: string): PneumoError {
  return new PneumoError('INVALID_ARGUMENT', `${field} is ${JSON.stringify(value)}; expected ${expected}.`);
}
