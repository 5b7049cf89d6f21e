import { isPneumoError } from '@pneumo/core';
import {
  brierScore,
  calibrationError,
  calibrationMethods,
  fitCalibration,
  logLoss,
  type Prediction,
  type ReliabilityBin,
  reliabilityBins,
  sigmoid,
} from '@pneumo/metrics';
import {
  type ContractCalibration,
  type ContractPrevalence,
  type DataContract,
  probabilityOfLogit,
} from '@pneumo/models';
import type { TrainConfig } from '../config/trainConfig.ts';

/** The values of `--calibration`. */
export const CALIBRATIONS = ['none', ...calibrationMethods] as const;

/** How far the probabilities of one part of the data can be trusted. */
export interface ProbabilityFigures {
  brierScore: number | null;
  logLoss: number | null;
  /** Expected calibration error in 15 bins of equal width. */
  calibrationError: number | null;
  /** A reliability diagram in 10 bins of equal width. */
  bins: ReliabilityBin[];
}

/** The sigmoid's probabilities and the calibrated ones. */
export interface BeforeAndAfter {
  before: ProbabilityFigures;
  after: ProbabilityFigures;
}

/** What metrics.json says of a calibration. */
export interface RunCalibration {
  fitted: ContractCalibration;
  /** The images that it was fitted on. */
  validation: BeforeAndAfter;
  /** Absent when the test set was not opened. */
  test?: BeforeAndAfter;
}

/** A calibration, or why there is none. */
export interface FittedCalibration {
  calibration?: ContractCalibration;
  /** One sentence for the reader: it was asked for, but these images give none. */
  warning?: string;
}

/** Fits the calibration that was asked for on validation predictions. */
export function calibrate(
  method: (typeof CALIBRATIONS)[number],
  validation: readonly Prediction[],
): FittedCalibration {
  if (method === 'none') return {};
  try {
    const fitted = fitCalibration(
      method,
      validation.map(({ label }) => label ?? 0),
      validation.map(({ logit }) => logit),
    );
    return { calibration: { ...fitted, fittedOn: 'val' } };
  } catch (error) {
    if (!isPneumoError(error) || error.code !== 'CALIBRATION_UNDETERMINED') throw error;
    return { warning: `The probabilities are not calibrated. ${error.message}` };
  }
}

/** Predictions with the probabilities of a calibration, which their column `calibration` then names. */
export function calibrated(
  contract: Pick<DataContract, 'calibration'>,
  predictions: readonly Prediction[],
): Prediction[] {
  const { calibration } = contract;
  return predictions.map((prediction) => ({
    ...prediction,
    probability: probabilityOfLogit(contract, prediction.logit),
    ...(calibration && { columns: { ...prediction.columns, calibration: calibration.method } }),
  }));
}

/** Judges the probabilities of a part before and after its calibration. */
export function beforeAndAfter(predictions: readonly Prediction[]): BeforeAndAfter {
  const labels = predictions.map(({ label }) => label ?? 0);
  const figures = (probabilities: number[]): ProbabilityFigures => ({
    brierScore: brierScore(labels, probabilities),
    logLoss: logLoss(labels, probabilities),
    calibrationError: calibrationError(labels, probabilities),
    bins: reliabilityBins(labels, probabilities, 10),
  });
  return {
    before: figures(predictions.map(({ logit }) => sigmoid(logit))),
    after: figures(predictions.map(({ probability }) => probability)),
  };
}

/**
 * The share of PNEUMONIA that a run's probabilities speak of: a calibration with a constant learns that of the
 * images it was fitted on; before that balanced class weights make both classes count alike.
 *
 * @param labels - of the training and of the validation images, 1 for PNEUMONIA
 */
export function prevalenceOf(
  { classWeights }: Pick<TrainConfig, 'classWeights'>,
  calibration: ContractCalibration | undefined,
  labels: { train: readonly number[]; val: readonly number[] },
): ContractPrevalence | undefined {
  const share = (of: readonly number[]): number => of.reduce((sum, label) => sum + label, 0) / of.length;
  const prevalence: ContractPrevalence =
    calibration !== undefined && calibration.method !== 'temperature'
      ? { value: share(labels.val), of: 'validation images, on which the probabilities were calibrated' }
      : classWeights === 'balanced'
        ? { value: 0.5, of: 'training images, both classes weighed alike' }
        : { value: share(labels.train), of: 'training images' };
  return prevalence.value > 0 && prevalence.value < 1 ? prevalence : undefined;
}
