import type { MetricName } from '@pneumo/metrics';
import type { Fact } from './runReportData.ts';

/** One way of judging all runs, such as the test part at each run's own threshold. */
export interface SeedsPart {
  /** What it is called, such as `Test` or `Test at 0.5`. */
  readonly name: string;
  /** A sentence on it, such as how many images and patients. */
  readonly note?: string;
  /** The figures of each run, in the order of the runs; an `Evaluation` of @pneumo/metrics fits. */
  readonly runs: readonly Readonly<
    Record<
      MetricName,
      {
        /** The figure; null where it is not defined. */
        readonly value: number | null;
      }
    >
  >[];
}

/** Everything that a report on one training repeated with several seeds shows: plain JSON; all text is escaped. */
export interface SeedsReportData {
  /** Version of this form. */
  readonly schemaVersion: 1;
  /** The report's title. */
  readonly title: string;
  /** When it was made, as it shall be shown. */
  readonly date?: string;
  /** The program and version that made it. */
  readonly generator?: string;
  /** What the answer is, one sentence each. */
  readonly answer: readonly string[];
  /** What the reader must know, such as generated images. */
  readonly warnings: readonly string[];
  /** Names of the runs, such as `seed 0`, at least one. */
  readonly names: readonly string[];
  /** How the runs were judged; the first is drawn. */
  readonly parts: readonly SeedsPart[];
  /** What else is known of each run: a row each, such as epochs and seconds, with one value a run. */
  readonly beside: readonly {
    /** What it is. */
    readonly name: string;
    /** Its values as they shall be shown, in the order of the runs. */
    readonly values: readonly string[];
  }[];
  /** How it was done: one sentence or two each. */
  readonly method: readonly string[];
  /** Counts and settings. */
  readonly facts: readonly Fact[];
}
