import type { Calibration } from '@pneumo/metrics';
import { fixture } from './fixtures.ts';

/** A weighted sum and a constant. */
export interface FittedWeights {
  weights: number[];
  intercept: number;
}

/** One case of fixtures/calibration.json. */
export interface CalibrationCase {
  name: string;
  labels: number[];
  logits: number[];
  temperature: number;
  platt: { slope: number; intercept: number };
  beta: { a: number; b: number; c: number };
  isotonic: { logits: number[]; probabilities: number[] };
  isotonicGrid: { logits: number[]; probabilities: number[] };
  reliability: { frequency: number[]; said: number[] };
  calibrationError: number;
  logLoss: number;
}

/** Calibrations and ensembles by scikit-learn and scipy (tools/reference/metrics). */
export const { cases: calibrationCases, stacking } = fixture<{
  cases: CalibrationCase[];
  stacking: {
    labels: number[];
    logits: number[][];
    stacked: FittedWeights;
    nonNegative: FittedWeights;
    noIntercept: FittedWeights;
  };
}>('calibration.json');

/** Numbers of an object, rounded, so that objects can be compared within a tolerance. */
export function rounded<T extends Calibration | object>(value: T, digits: number): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each: unknown) =>
      typeof each === 'number' ? Number(each.toFixed(digits)) + 0 : each,
    ),
  );
}
