import type { EmbeddedImage, Fact, PartCounts } from './runReportData.ts';

/** Images of one view in one part. */
export interface ViewRow {
  /** The part, or `all`. */
  readonly part: string;
  /** The view, such as `PA`. */
  readonly view: string;
  /** Images with the label NORMAL. */
  readonly normal: number;
  /** Images with the label PNEUMONIA. */
  readonly pneumonia: number;
  /** All images. */
  readonly images: number;
  /** Different patients. */
  readonly patients: number;
}

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

/** A measured quantity, kind by kind of image. */
export interface FeatureRangesRow {
  /** What is measured, such as `mean brightness`. */
  readonly title: string;
  /** Its range in each kind, as it shall be shown, in the order of {@link AuditReportData.featureKinds}. */
  readonly ranges: readonly string[];
}

/** How well two kinds of image are told apart by what should not matter. */
export interface SeparationFacts {
  /** The question, such as `Does the file alone predict the label?`. */
  readonly question: string;
  /** The two kinds, such as NORMAL and PNEUMONIA. */
  readonly kinds: readonly [first: string, second: string];
  /** Cross-validated area under the ROC curve; the ends of its interval, where known. */
  readonly auroc: {
    /** The area. */
    readonly value: number;
    /** Lower end; null where there is none. */
    readonly low: number | null;
    /** Upper end; null where there is none. */
    readonly high: number | null;
  };
  /** How it was found, one sentence. */
  readonly method: string;
  /** Single features, the most telling first; all are shown. */
  readonly features: readonly {
    /** What is measured. */
    readonly title: string;
    /** Its area alone; 0.5 says nothing. */
    readonly auroc: number;
    /** Median of the first kind, as it shall be shown. */
    readonly first: string;
    /** Median of the second kind. */
    readonly second: string;
  }[];
  /** Features that are the same in all images, or missing in some. */
  readonly silent: readonly string[];
}

/** Images that are the same or nearly so. */
export interface DuplicateFacts {
  /** What they are, such as `Files of equal contents`. */
  readonly title: string;
  /** How many groups there are; the first are shown. */
  readonly total: number;
  /** The groups, the most serious first. */
  readonly groups: readonly {
    /** What they cross, such as `different labels`; empty where all is in one place. */
    readonly crosses: readonly string[];
    /** Their pictures. */
    readonly images: readonly EmbeddedImage[];
  }[];
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
  /** Images by part and view, where views are known. */
  readonly views?: readonly ViewRow[];
  /** Image sizes. */
  readonly sizes: readonly SizeRow[];
  /** Patients across parts, one row for each reading of the names. */
  readonly overlaps: readonly PatientOverlap[];
  /** What to do, the most serious first. */
  readonly recommendations?: readonly string[];
  /** The kinds of image that {@link AuditReportData.features} compares, such as `train NORMAL`. */
  readonly featureKinds?: readonly string[];
  /** Measured quantities by kind. */
  readonly features?: readonly FeatureRangesRow[];
  /** Kinds of image that can be told apart by what should not matter. */
  readonly separations?: readonly SeparationFacts[];
  /** Equal and nearly equal images. */
  readonly duplicates?: readonly DuplicateFacts[];
  /** Sample images. */
  readonly sheets: readonly SampleSheet[];
  /** Further facts: folder, channels, bytes. */
  readonly facts?: readonly Fact[];
}
