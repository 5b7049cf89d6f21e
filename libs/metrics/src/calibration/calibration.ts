/** The ways in which logits can be calibrated, as `fitCalibration` knows them. */
export const calibrationMethods = ['temperature', 'platt', 'isotonic', 'beta'] as const;

/** One of {@link calibrationMethods}. */
export type CalibrationMethod = (typeof calibrationMethods)[number];

/** How a model's logits become probabilities that frequencies bear out. Plain JSON. */
export type Calibration =
  | {
      /** Guo et al. 2017: sigmoid(logit / temperature). */
      method: 'temperature';
      /** Above 0; over 1 where the model was too sure. */
      temperature: number;
    }
  | {
      /** Platt 1999: sigmoid(slope * logit + intercept). */
      method: 'platt';
      /** Factor of the logit. */
      slope: number;
      /** Added behind it. */
      intercept: number;
    }
  | {
      /** Kull et al. 2017: sigmoid(a ln p - b ln(1 - p) + c) with p = sigmoid(logit). */
      method: 'beta';
      /** Weight of ln p, at least 0. */
      a: number;
      /** Weight of -ln(1 - p), at least 0. */
      b: number;
      /** Added behind them. */
      c: number;
    }
  | {
      /** Zadrozny and Elkan 2002: between points of logit and probability linearly, constant outside. */
      method: 'isotonic';
      /** Rising logits, at least one. */
      logits: number[];
      /** A probability for each of them, never falling. */
      probabilities: number[];
    };
