import { PneumoError, checkInteger, checkNumber, checkOneOf } from '@pneumo/core';

/** How a saved model's logits become probabilities that frequencies bear out. */
export type ContractCalibration = {
  /** What it was fitted on, such as `'validation'`. */
  fittedOn: string;
} & (
  | {
      /** Guo et al. 2017: sigmoid(logit / temperature). */
      method: 'temperature';
      /** Above 0. */
      temperature: number;
    }
  | {
      /** Platt 1999: sigmoid(slope * logit + intercept). */
      method: 'platt';
      /** Factor of the logit. */
      slope: number;
      /** Added behind it. */
      intercept: number;
    }
  | {
      /** Kull et al. 2017: sigmoid(a ln p - b ln(1 - p) + c) with p = sigmoid(logit). */
      method: 'beta';
      /** Weight of ln p, at least 0. */
      a: number;
      /** Weight of -ln(1 - p), at least 0. */
      b: number;
      /** Added behind them. */
      c: number;
    }
  | {
      /** Zadrozny and Elkan 2002: between points of logit and probability linearly, constant outside. */
      method: 'isotonic';
      /** Rising logits, at least one. */
      logits: number[];
      /** A probability for each of them, never falling. */
      probabilities: number[];
    }
);

/** Checks a calibration that may come from a file. */
export function checkCalibration(value: ContractCalibration): void {
  if (typeof value !== 'object' || value === null) throw invalid('calibration', value, 'an object');
  if (typeof value.fittedOn !== 'string') throw invalid('calibration.fittedOn', value.fittedOn, 'a text');
  checkOneOf('calibration.method', value.method, ['temperature', 'platt', 'beta', 'isotonic']);
  switch (value.method) {
    case 'temperature':
      checkNumber('calibration.temperature', value.temperature, { min: 1e-6 });
      return;
    case 'platt':
      checkNumber('calibration.slope', value.slope);
      checkNumber('calibration.intercept', value.intercept);
      return;
    case 'beta':
      checkNumber('calibration.a', value.a, { min: 0 });
      checkNumber('calibration.b', value.b, { min: 0 });
      checkNumber('calibration.c', value.c);
      return;
    case 'isotonic':
      checkPoints(value.logits, value.probabilities);
  }
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
