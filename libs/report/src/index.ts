export type {
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
  RepeatFacts,
  RunReportData,
  SplitFacts,
  TrainingFacts,
} from './runReportData.ts';
export type { AuditReportData, PatientOverlap, SampleSheet, SizeRow } from './auditReportData.ts';
