import type { Comparison } from '@pneumo/metrics';
import type { Fact } from './runReportData.ts';

/** Everything that a report on a comparison of two models shows: plain JSON; all text is escaped. */
export interface ComparisonReportData {
  /** Version of this form. */
  readonly schemaVersion: 1;
  /** The report's title. */
  readonly title: string;
  /** A line above the title, such as `Experiment · leakage`. */
  readonly kicker: string;
  /** When it was made, as it shall be shown. */
  readonly date?: string;
  /** The program and version that made it. */
  readonly generator?: string;
  /** What the answer is, one sentence each, the most important first. */
  readonly answer: readonly string[];
  /** What the reader must know, such as generated images. */
  readonly warnings: readonly string[];
  /** Names of the two sides. */
  readonly sides: readonly [first: string, second: string];
  /** The figures. */
  readonly comparison: Comparison;
  /** How it was done: one sentence or two each. */
  readonly method: readonly string[];
  /** Counts and settings. */
  readonly facts: readonly Fact[];
  /** Figures of each side that have no interval, such as epochs and seconds. */
  readonly beside?: readonly {
    /** What it is. */
    readonly name: string;
    /** Of the first side, as it shall be shown. */
    readonly first: string;
    /** Of the second side. */
    readonly second: string;
  }[];
}
