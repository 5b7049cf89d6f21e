import type { Normalisation } from '@pneumo/core';
import type { ContractCalibration } from './calibration.ts';

/** The version of {@link DataContract} that this package writes; it reads this one and those before. */
export const CONTRACT_SCHEMA_VERSION = 2;

/**
 * What a model is shown of each image when it predicts: the image, or the image and its mirror image (left and
 * right exchanged), whose logits are averaged.
 */
export type TestTimeAugmentation = 'none' | 'flip';

/** A threshold on the probability of PNEUMONIA and where it came from. */
export interface ContractThreshold {
  /** A probability of this or more is called PNEUMONIA; 0 to 1. */
  value: number;
  /** How it was chosen, such as `'youden'` or `'sensitivity >= 0.95'`. */
  rule: string;
  /** What it was chosen on, such as `'validation'`. */
  chosenOn: string;
}

/** The share of PNEUMONIA that a model's probabilities speak of. */
export interface ContractPrevalence {
  /** Above 0 and below 1; 0.5 where class weights made both classes count alike. */
  value: number;
  /** Where it comes from, such as `'training images'` or `'validation images'`. */
  of: string;
}

/** Which architecture a model has and how it was configured. */
export interface ContractArchitecture {
  /** A name of the registry, such as `'cnn'`. */
  name: string;
  /** Its whole configuration; plain JSON. */
  config: object;
}

/**
 * What a saved model says about itself: all that loading it and predicting with it needs beside its
 * weights. Plain JSON, kept as `userDefinedMetadata.pneumo` of the saved model.
 */
export interface DataContract {
  /**
   * Version of this record. Version 2 added `testTimeAugmentation`, which a reader of version 1 would pass over
   * and so predict otherwise, and `prevalence`; a record of version 1 is read as one without them.
   */
  schemaVersion: 1 | 2;
  /** Architecture and configuration. */
  architecture: ContractArchitecture;
  /** Width and height of input images in pixels. */
  inputSize: number;
  /** Channels of input images. */
  channels: 1 | 3;
  /** How pixels become inputs, one mean and standard deviation a channel. */
  normalisation: Normalisation;
  /**
   * The classes in the order of their labels: `['NORMAL', 'PNEUMONIA']` of a model with one logit, which speaks for
   * the second; otherwise one name for each output.
   */
  classNames: readonly string[];
  /** The operating point, where one was chosen. */
  threshold?: ContractThreshold;
  /** What `predictLogits` averages over; the image alone where absent. Threshold and calibration belong to it. */
  testTimeAugmentation?: TestTimeAugmentation;
  /** How logits become probabilities, where that was fitted; the plain sigmoid otherwise. */
  calibration?: ContractCalibration;
  /**
   * The share of PNEUMONIA that the probabilities speak of, so that they can be adjusted to another
   * (`adjustPrevalence` of @pneumo/metrics).
   */
  prevalence?: ContractPrevalence;
  /** Hash of the manifest of the training data. */
  manifestHash?: string;
}
