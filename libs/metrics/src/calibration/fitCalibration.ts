import { checkOneOf, PneumoError } from '@pneumo/core';
import { checkLabelled } from '../checkLabelled.ts';
import { fitLogistic, type LogisticFit } from '../logisticRegression.ts';
import { softplus } from '../softplus.ts';
import {
  type Calibration,
  type CalibrationByMethod,
  type CalibrationMethod,
  calibrationMethods,
} from './calibration.ts';
import { isotonicPoints } from './isotonicPoints.ts';

/**
 * Fits a calibration on labelled logits, which must not be those that the model was trained on: the validation
 * images.
 *
 * - `temperature`: the one number that gives the least log loss (Guo et al. 2017, "On calibration of modern neural
 *   networks"). Ranking and the decision at 0.5 stay. The choice where there are few images.
 * - `platt`: slope and intercept against targets that are drawn in from 0 and 1 (Platt 1999), the same as
 *   scikit-learn's `CalibratedClassifierCV(method='sigmoid')`. Exists where the classes are told apart without an
 *   error, too.
 * - `beta`: three parameters, with the uncalibrated probabilities among its shapes (Kull, Silva Filho, Flach 2017,
 *   "Beta calibration"); weights that would be negative are 0.
 * - `isotonic`: the rising step function of the least squares (Zadrozny and Elkan 2002), as scikit-learn's
 *   `IsotonicRegression(out_of_bounds='clip')`. Needs many images (about a thousand); makes ties, and can say 0
 *   and 1.
 *
 * @param method - which
 * @param labels - 0 (NORMAL) or 1 (PNEUMONIA) for every image; both must occur
 * @param logits - one finite logit an image
 * @returns plain JSON for `calibratedProbability`
 * @throws PneumoError `ONE_CLASS_ONLY` where a class is missing; `CALIBRATION_UNDETERMINED` where no calibration of
 *   the kind is the best: classes that are told apart without an error (temperature, beta), equal logits, or logits
 *   that are higher for NORMAL; `LENGTH_MISMATCH` or `INVALID_ARGUMENT`
 *
 * @example
 * ```ts
 * const labels = [0, 1, 0, 1];
 * const logits = [-4, -1, 2, 4]; // too sure: at 2 and more one of two is NORMAL
 * fitCalibration('temperature', labels, logits).temperature; // ≈3.3561
 * fitCalibration('isotonic', labels, logits).probabilities; // [0, 0.5, 0.5, 1]
 * ```
 */
export function fitCalibration<M extends CalibrationMethod>(
  method: M,
  labels: ArrayLike<number>,
  logits: ArrayLike<number>,
): CalibrationByMethod[M] {
  checkOneOf('method', method, calibrationMethods);
  checkLabelled(labels, logits, 'logits');
  const positives = Array.from(labels).filter((label) => label === 1).length;
  if (positives === 0 || positives === labels.length) {
    throw new PneumoError(
      'ONE_CLASS_ONLY',
      `All ${labels.length} labels are ${positives === 0 ? 0 : 1}; a calibration is fitted on images of both classes.`,
    );
  }
  return fits[method](labels, Float64Array.from(logits), positives) as CalibrationByMethod[M];
}

type Fit = (labels: ArrayLike<number>, logits: Float64Array, positives: number) => Calibration;

const fits: Record<CalibrationMethod, Fit> = { temperature, platt, isotonic, beta };

function temperature(labels: ArrayLike<number>, logits: Float64Array): Calibration {
  const inverse = logistic('temperature', [logits], labels, { intercept: false }).weights[0]!;
  if (!rises(inverse, logits)) throw wrongWay('temperature');
  return { method: 'temperature', temperature: 1 / inverse };
}

function platt(labels: ArrayLike<number>, logits: Float64Array, positives: number): Calibration {
  // Platt's targets: what the rule of succession says of as many images of one class.
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (labels.length - positives + 2);
  const targets = Float64Array.from(labels, (label) => (label === 1 ? high : low));
  const { weights, intercept } = logistic('platt', [logits], targets, { intercept: true });
  if (!rises(weights[0]!, logits)) throw wrongWay('platt');
  return { method: 'platt', slope: weights[0]!, intercept };
}

function beta(labels: ArrayLike<number>, logits: Float64Array): Calibration {
  const columns = [logits.map((z) => -softplus(-z)), logits.map((z) => softplus(z))];
  const { weights, intercept } = logistic('beta', columns, labels, { intercept: true, nonNegative: true });
  const [a, b] = weights as [number, number];
  if (!rises(a, columns[0]!) && !rises(b, columns[1]!)) throw wrongWay('beta');
  return { method: 'beta', a, b, c: intercept };
}

/** Whether a slope is above 0 by more than rounding: the sign of a smaller one would hang on the images' order. */
function rises(slope: number, values: Float64Array): boolean {
  return slope * values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) > 1e-9;
}

function isotonic(labels: ArrayLike<number>, logits: Float64Array): Calibration {
  return { method: 'isotonic', ...isotonicPoints(labels, logits) };
}

function logistic(method: CalibrationMethod, ...args: Parameters<typeof fitLogistic>): LogisticFit {
  try {
    return fitLogistic(...args);
  } catch (cause) {
    throw undetermined(method, (cause as Error).message, cause);
  }
}

function wrongWay(method: CalibrationMethod): PneumoError {
  return undetermined(method, 'The logits are no higher for PNEUMONIA than for NORMAL.');
}

function undetermined(method: CalibrationMethod, why: string, cause?: unknown): PneumoError {
  return new PneumoError(
    'CALIBRATION_UNDETERMINED',
    `No calibration by '${method}' can be fitted on these images. ${why} Expected more images, or another method ('platt' and 'isotonic' take classes that are told apart).`,
    { cause },
  );
}
