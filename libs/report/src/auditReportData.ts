import type { EmbeddedImage, Fact, PartCounts } from './runReportData.ts';

/** The sizes of images along one measure. */
export interface SizeRow {
  /** What is measured, such as `Width` or `Aspect ratio`. */
  readonly name: string;
  /** The smallest value, as it shall be shown. */
  readonly min: string;
  /** The middle value. */
  readonly median: string;
  /** The greatest value. */
  readonly max: string;
}

/** Patients that stand in two parts of the data, by one reading of the file names. */
export interface PatientOverlap {
  /** The reading, such as `number and type (person100_bacteria)`. */
  readonly rule: string;
  /** Different patients by this reading. */
  readonly patients: number;
  /** Patients with more than one image. */
  readonly withSeveralImages: number;
  /** Patients that stand in more than one part. */
  readonly acrossParts: number;
  /** Some of their names; the first 10 are shown. */
  readonly examples?: readonly string[];
}

/** Sample images of one class and part. */
export interface SampleSheet {
  /** What the images are, such as `NORMAL, train`. */
  readonly title: string;
  /** The images. */
  readonly images: readonly EmbeddedImage[];
}

/** Everything that an audit report shows: plain JSON; all text is escaped. */
export interface AuditReportData {
  /** Version of this form. */
  readonly schemaVersion: 1;
  /** The report's title. */
  readonly title: string;
  /** When it was made, as it shall be shown. */
  readonly date?: string;
  /** The program and version that made it. */
  readonly generator?: string;
  /** What was found, one sentence each, the most important first. */
  readonly findings: readonly string[];
  /** What the reader must know, such as files that cannot be read; shown at the top. */
  readonly warnings: readonly string[];
  /** Counts of each part. */
  readonly parts: readonly PartCounts[];
  /** Image sizes. */
  readonly sizes: readonly SizeRow[];
  /** Patients across parts, one row for each reading of the names. */
  readonly overlaps: readonly PatientOverlap[];
  /** Sample images. */
  readonly sheets: readonly SampleSheet[];
  /** Further facts: folder, channels, bytes. */
  readonly facts?: readonly Fact[];
}
