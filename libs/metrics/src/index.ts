export { sigmoid } from './sigmoid.ts';
export { confusionCounts } from './confusionCounts.ts';
export {
  accuracy,
  balancedAccuracy,
  f1,
  f1Normal,
  negativePredictiveValue,
  precision,
  sensitivity,
  specificity,
} from './confusionRatios.ts';
export { auroc, averagePrecision } from './rankMetrics.ts';
export { rocCurve } from './rocCurve.ts';
export { specificityAtSensitivity } from './specificityAtSensitivity.ts';
export { brierScore } from './brierScore.ts';
export { logLoss } from './logLoss.ts';
export { reliabilityBins } from './calibration/reliabilityBins.ts';
export { calibrationError } from './calibration/calibrationError.ts';
export { calibrationMethods } from './calibration/calibration.ts';
export { fitCalibration } from './calibration/fitCalibration.ts';
export { calibratedProbability } from './calibration/calibratedProbability.ts';
export { checkCalibration } from './calibration/checkCalibration.ts';
export { adjustPrevalence } from './prevalence/adjustPrevalence.ts';
export { estimatePrevalence } from './prevalence/estimatePrevalence.ts';
export { ensembleMethods } from './ensemble/ensembleRule.ts';
export { fitEnsemble } from './ensemble/fitEnsemble.ts';
export { checkEnsembleRule, combineLogits } from './ensemble/combineLogits.ts';
export { binaryMetrics, metricNames } from './binaryMetrics.ts';
export { BinaryMetricsAccumulator } from './BinaryMetricsAccumulator.ts';
export { chooseThreshold } from './chooseThreshold.ts';
export { describeThresholdRule, parseThresholdRule } from './thresholdRule.ts';
export { formatPredictions, predictionColumns } from './formatPredictions.ts';
export { parsePredictions } from './parsePredictions.ts';
export { bootstrapPatients } from './bootstrapPatients.ts';
export { evaluatePredictions } from './evaluatePredictions.ts';
export { comparePredictions } from './comparePredictions.ts';
export { spread } from './spread.ts';
export type { BinaryLabel } from './binaryLabel.ts';
export type { ConfusionCounts } from './confusionCounts.ts';
export type { ReliabilityBin } from './calibration/reliabilityBins.ts';
export type {
  BetaCalibration,
  Calibration,
  CalibrationByMethod,
  CalibrationMethod,
  IsotonicCalibration,
  PlattCalibration,
  TemperatureCalibration,
} from './calibration/calibration.ts';
export type { EnsembleMethod, EnsembleRule } from './ensemble/ensembleRule.ts';
export type { FitEnsembleOptions } from './ensemble/fitEnsemble.ts';
export type { RocPoint } from './rocCurve.ts';
export type { BinaryMetrics, MetricName } from './binaryMetrics.ts';
export type { AccumulatedMetrics } from './BinaryMetricsAccumulator.ts';
export type { ChosenThreshold } from './chooseThreshold.ts';
export type { ThresholdRule } from './thresholdRule.ts';
export type { Prediction } from './prediction.ts';
export type { BootstrapInterval, BootstrapOptions, BootstrapResult } from './bootstrapPatients.ts';
export type { EvaluateOptions } from './evaluatePredictions.ts';
export type {
  Estimate,
  Evaluation,
  EvaluationBootstrap,
  PrevalenceEvaluation,
  SensitivityEvaluation,
  SubgroupEvaluation,
} from './evaluation.ts';
export type { ComparedRun, Comparison, MetricDifference } from './comparePredictions.ts';
export type { Spread } from './spread.ts';
