import type { Calibration } from '@pneumo/metrics';

/** How a saved model's logits become probabilities that frequencies bear out: `fitCalibration` of @pneumo/metrics. */
export type ContractCalibration = Calibration & {
  /** What it was fitted on, such as `'validation'`. */
  fittedOn: string;
};
