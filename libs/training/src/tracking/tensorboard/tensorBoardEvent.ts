import type { Histogram } from './histogram.ts';

/** A value of a hyperparameter. */
export type HyperParameter = string | number | boolean;

/** A number that TensorBoard draws as a line over the steps. */
export interface ScalarValue {
  /** Which kind. */
  readonly kind: 'scalar';
  /** Its name; what stands before a `/` groups it. */
  readonly tag: string;
  /** The number; kept as a 32-bit float. */
  readonly value: number;
}

/** A picture. */
export interface ImageValue {
  /** Which kind. */
  readonly kind: 'image';
  /** Its name. */
  readonly tag: string;
  /** A whole PNG file. */
  readonly png: Uint8Array;
}

/** Where many numbers lie, such as the weights of a layer. */
export interface HistogramValue {
  /** Which kind. */
  readonly kind: 'histogram';
  /** Its name. */
  readonly tag: string;
  /** The counts. */
  readonly histogram: Histogram;
}

/** With what a run began, for the page HPARAMS. */
export interface HyperParametersValue {
  /** Which kind. */
  readonly kind: 'hyperparameters';
  /** Name and value of each. */
  readonly values: Readonly<Record<string, HyperParameter>>;
  /** Tags of the scalars that stand beside them in the table. */
  readonly metrics: readonly string[];
}

/** How a run ended, for the page HPARAMS. */
export interface RunEndValue {
  /** Which kind. */
  readonly kind: 'run-end';
  /** Whether it came to its end. */
  readonly status: 'success' | 'failure';
}

/** What an event can hold. */
export type TensorBoardValue = ScalarValue | ImageValue | HistogramValue | HyperParametersValue | RunEndValue;

/** One event of an event file. */
export type TensorBoardEvent = {
  /** When, in seconds since 1970. */
  readonly wallTime: number;
  /** Steps completed; 0 by default. */
  readonly step?: number;
} & (
  | {
      /** What is shown. */
      readonly values: readonly TensorBoardValue[];
    }
  | {
      /** `version` begins a file; `restart` takes back everything of `step` and later, from files before too. */
      readonly mark: 'version' | 'restart';
    }
);
