import type { DataContract } from './dataContract.ts';

/**
 * The probability of PNEUMONIA that a model's logit stands for: through the calibration of its contract
 * where it has one, by the sigmoid where not.
 *
 * @param contract - the model's contract
 * @param logit - a logit of the model
 * @returns a probability from 0 to 1
 *
 * @example
 * ```ts
 * const contract = modelContract('cnn');
 * probabilityOfLogit(contract, 0); // 0.5
 * const calibration = { method: 'temperature', temperature: 2, fittedOn: 'validation' };
 * probabilityOfLogit({ ...contract, calibration }, 4); // ≈ 0.8808
 * ```
 */
export function probabilityOfLogit(
  { calibration }: Pick<DataContract, 'calibration'>,
  logit: number,
): number {
  switch (calibration?.method) {
    case undefined:
      return sigmoid(logit);
    case 'temperature':
      return sigmoid(logit / calibration.temperature);
    case 'platt':
      return sigmoid(calibration.slope * logit + calibration.intercept);
    case 'beta':
      // ln p = -softplus(-z) and ln(1 - p) = -softplus(z) stay finite where p is 0 or 1.
      return sigmoid(calibration.b * softplus(logit) - calibration.a * softplus(-logit) + calibration.c);
    case 'isotonic':
      return interpolate(calibration.logits, calibration.probabilities, logit);
  }
}

function sigmoid(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}

function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  const right = xs.findIndex((each) => each >= x);
  if (right <= 0) return right === 0 ? ys[0]! : ys.at(-1)!;
  const share = (x - xs[right - 1]!) / (xs[right]! - xs[right - 1]!);
  return ys[right - 1]! + share * (ys[right]! - ys[right - 1]!);
}
