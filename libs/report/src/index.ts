export { renderRunReport } from './renderRunReport.ts';
export { renderAuditReport } from './renderAuditReport.ts';
export { renderComparisonReport } from './renderComparisonReport.ts';
export { renderShiftReport } from './renderShiftReport.ts';
export { renderSeedsReport } from './renderSeedsReport.ts';
export { differenceChart } from './charts/differenceChart.ts';
export { spreadChart } from './charts/spreadChart.ts';
export { rocChart } from './charts/rocChart.ts';
export { reliabilityChart } from './charts/reliabilityChart.ts';
export { learningCurves } from './charts/learningCurves.ts';
export { learningRateChart } from './charts/learningRateChart.ts';
export { scoreHistogram } from './charts/scoreHistogram.ts';
export { classCounts } from './charts/classCounts.ts';
export { renderSvg } from './renderSvg.ts';
export type {
  CalibratedPart,
  CalibrationFacts,
  DataFacts,
  EmbeddedImage,
  ExplainedImage,
  ExplanationFacts,
  Fact,
  HistoryPoint,
  LeftOutImage,
  ModelFacts,
  PartCounts,
  PartResults,
  ProbabilityQuality,
  RepeatFacts,
  RunReportData,
  SplitFacts,
  TrainingFacts,
} from './runReportData.ts';
export type {
  AuditReportData,
  DuplicateFacts,
  FeatureRangesRow,
  PatientOverlap,
  SampleSheet,
  SeparationFacts,
  SizeRow,
  ViewRow,
} from './auditReportData.ts';
export type { ComparisonReportData } from './comparisonReportData.ts';
export type { ShiftCell, ShiftReportData, ShiftRow } from './shiftReportData.ts';
export type { SeedsPart, SeedsReportData } from './seedsReportData.ts';
export type { OperatingPoint, RocSeries } from './charts/rocChart.ts';
export type { ReliabilitySeries } from './charts/reliabilityChart.ts';
export type { LearningCurves } from './charts/learningCurves.ts';
export type { LearningRateStep } from './charts/learningRateChart.ts';
export type { ScoredExample } from './charts/scoreHistogram.ts';
export type { RenderSvgOptions } from './renderSvg.ts';
