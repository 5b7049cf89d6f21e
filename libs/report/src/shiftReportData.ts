import type { Fact } from './runReportData.ts';

/** The figures of a model under one shift; null where they are not defined. */
export interface ShiftCell {
  /** Area under the ROC curve. */
  readonly auroc: number | null;
  /** Share of PNEUMONIA images called so. */
  readonly sensitivity: number | null;
  /** Share of NORMAL images called so. */
  readonly specificity: number | null;
}

/** One shift in all its severities. */
export interface ShiftRow {
  /** Its name. */
  readonly shift: string;
  /** What its amounts measure. */
  readonly measures: string;
  /** The amount at each severity of {@link ShiftReportData.severities}. */
  readonly amounts: readonly number[];
  /** The figures at each of these severities. */
  readonly cells: readonly ShiftCell[];
}

/** Everything that a report on a model under shifts shows: plain JSON; all text is escaped. */
export interface ShiftReportData {
  /** Version of this form. */
  readonly schemaVersion: 1;
  /** The report's title. */
  readonly title: string;
  /** When it was made, as it shall be shown. */
  readonly date?: string;
  /** The program and version that made it. */
  readonly generator?: string;
  /** What was found, one sentence each, the most important first. */
  readonly answer: readonly string[];
  /** What the reader must know, such as generated images. */
  readonly warnings: readonly string[];
  /** The severities that were tried, one column each. */
  readonly severities: readonly number[];
  /** The images as they are. */
  readonly clean: ShiftCell;
  /** Means over all shifts and severities. */
  readonly mean: ShiftCell;
  /** The shifts. */
  readonly rows: readonly ShiftRow[];
  /** Counts and settings. */
  readonly facts: readonly Fact[];
}
