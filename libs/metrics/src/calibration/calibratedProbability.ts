import { sigmoid } from '../sigmoid.ts';
import { softplus } from '../softplus.ts';
import type { Calibration } from './calibration.ts';

/**
 * The probability of PNEUMONIA that a logit stands for: through a calibration, or by the plain sigmoid.
 *
 * @param calibration - how, as `fitCalibration` gives it; undefined for the sigmoid
 * @param logit - what the model gave
 * @returns a probability from 0 to 1, never falling with the logit where the calibration was fitted by this package
 *
 * @example
 * ```ts
 * calibratedProbability(undefined, 0); // 0.5
 * calibratedProbability({ method: 'temperature', temperature: 2 }, 4); // ≈0.8808
 * calibratedProbability({ method: 'isotonic', logits: [-1, 1], probabilities: [0.2, 0.6] }, 0); // ≈0.4
 * ```
 */
export function calibratedProbability(calibration: Calibration | undefined, logit: number): number {
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

function interpolate(xs: readonly number[], ys: readonly number[], x: number): number {
  const right = xs.findIndex((each) => each >= x);
  if (right <= 0) return right === 0 ? ys[0]! : ys.at(-1)!;
  const share = (x - xs[right - 1]!) / (xs[right]! - xs[right - 1]!);
  return ys[right - 1]! + share * (ys[right]! - ys[right - 1]!);
}
