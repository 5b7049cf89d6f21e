import { isPneumoError } from '@pneumo/core';
import type { Sample } from '@pneumo/data';
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
import { epochSampling } from './epochSampling.ts';
import { FOCAL_ALPHA } from './trainingSettings.ts';

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
 * images it was fitted on; before that it is the share among the images as an epoch draws them and the loss weighs
 * them.
 *
 * @param images - those of the training part, and the labels of the validation part, 1 for PNEUMONIA
 * @returns undefined where that share is all or nothing
 */
export function prevalenceOf(
  config: TrainConfig,
  calibration: ContractCalibration | undefined,
  images: { train: readonly Sample[]; val: readonly number[] },
): ContractPrevalence | undefined {
  const prevalence: ContractPrevalence =
    calibration !== undefined && calibration.method !== 'temperature'
      ? { value: share(images.val), of: 'validation images, on which the probabilities were calibrated' }
      : prevalenceOfTraining(config, images.train);
  return prevalence.value > 0 && prevalence.value < 1 ? prevalence : undefined;
}

function prevalenceOfTraining(config: TrainConfig, samples: readonly Sample[]): ContractPrevalence {
  if (config.classWeights === 'balanced')
    return { value: 0.5, of: 'training images, both classes weighed alike' };
  const drawn = share(epochSampling(config, samples).labels);
  const of =
    config.sampling === 'shuffled' ? 'training images' : `training images as '${config.sampling}' draws them`;
  if (config.loss !== 'focal') return { value: drawn, of };
  const [positive, negative] = [FOCAL_ALPHA * drawn, (1 - FOCAL_ALPHA) * (1 - drawn)];
  return { value: positive / (positive + negative), of: `${of}, weighed by focal loss's alpha` };
}

function share(labels: readonly number[]): number {
  return labels.reduce((sum, label) => sum + label, 0) / labels.length;
}
