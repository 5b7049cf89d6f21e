import type { EnsembleRule } from '@pneumo/metrics';
import type { ContractCalibration } from '../contract/calibration.ts';
import type { ContractPrevalence, ContractThreshold } from '../contract/dataContract.ts';

/** The version of {@link EnsembleContract} that this package writes and reads. */
export const ENSEMBLE_SCHEMA_VERSION = 1;

/** One model of an ensemble. */
export interface EnsembleMember {
  /** What people call it, such as the name of its run. */
  name: string;
  /** Its folder below the ensemble's, such as `members/1`. */
  folder: string;
  /** SHA-256 of its weights in hexadecimal digits, so that no other model takes its place. */
  weightsSha256: string;
}

/**
 * What a saved ensemble says about itself: all that predicting with it needs beside its members, each a saved model
 * with its own data contract. The members' own thresholds and calibrations play no role in it.
 */
export interface EnsembleContract {
  /** Version of this record. */
  schemaVersion: 1;
  /** The models, in the order of the rule's weights. */
  members: EnsembleMember[];
  /** How their logits become one. */
  rule: EnsembleRule;
  /** The classes in the order of their labels; the logit speaks for the second. */
  classNames: ['NORMAL', 'PNEUMONIA'];
  /** The operating point, where one was chosen. */
  threshold?: ContractThreshold;
  /** How the ensemble's logits become probabilities; the plain sigmoid where absent. */
  calibration?: ContractCalibration;
  /** The share of PNEUMONIA that its probabilities speak of. */
  prevalence?: ContractPrevalence;
  /** Hash of the manifest of the training data, where all members were trained on the same. */
  manifestHash?: string;
}
