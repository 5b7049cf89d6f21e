import { calibratedProbability } from '@pneumo/metrics';
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
  return calibratedProbability(calibration, logit);
}
