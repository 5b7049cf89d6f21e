/** The ways in which logits can be calibrated, as `fitCalibration` knows them. */
export const calibrationMethods = ['temperature', 'platt', 'isotonic', 'beta'] as const;

/** One of {@link calibrationMethods}. */
export type CalibrationMethod = (typeof calibrationMethods)[number];

/** sigmoid(logit / temperature): Guo et al. 2017. */
export interface TemperatureCalibration {
  /** Names the kind. */
  method: 'temperature';
  /** Above 0; over 1 where the model was too sure. */
  temperature: number;
}

/** sigmoid(slope * logit + intercept): Platt 1999. */
export interface PlattCalibration {
  /** Names the kind. */
  method: 'platt';
  /** Factor of the logit. */
  slope: number;
  /** Added behind it. */
  intercept: number;
}

/** sigmoid(a ln p - b ln(1 - p) + c) with p = sigmoid(logit): Kull et al. 2017. */
export interface BetaCalibration {
  /** Names the kind. */
  method: 'beta';
  /** Weight of ln p, at least 0. */
  a: number;
  /** Weight of -ln(1 - p), at least 0. */
  b: number;
  /** Added behind them. */
  c: number;
}

/** Between points of logit and probability linearly, constant outside: Zadrozny and Elkan 2002. */
export interface IsotonicCalibration {
  /** Names the kind. */
  method: 'isotonic';
  /** Rising logits, at least one. */
  logits: number[];
  /** A probability for each of them, never falling. */
  probabilities: number[];
}

/** The calibrations by the names of their methods. */
export interface CalibrationByMethod {
  /** One number. */
  temperature: TemperatureCalibration;
  /** Two. */
  platt: PlattCalibration;
  /** Points. */
  isotonic: IsotonicCalibration;
  /** Three. */
  beta: BetaCalibration;
}

/** How a model's logits become probabilities that frequencies bear out. Plain JSON. */
export type Calibration = CalibrationByMethod[CalibrationMethod];
