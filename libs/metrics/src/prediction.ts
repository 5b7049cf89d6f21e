import type { BinaryLabel } from './binaryLabel.ts';

/** What a model said about one image: one row of a predictions table. */
export interface Prediction {
  /** The sample's id, unique within one model and split. */
  readonly id: string;
  /** The patient; images of one patient share it, and intervals resample patients. */
  readonly patient: string;
  /** 1 for PNEUMONIA, 0 for NORMAL; absent where the truth is not known. */
  readonly label?: BinaryLabel;
  /** What the model gave, before the sigmoid; finite. */
  readonly logit: number;
  /**
   * The probability of PNEUMONIA, 0 to 1: sigmoid(logit), or what a calibration makes of the logit; the column
   * `calibration` then names it.
   */
  readonly probability: number;
  /** Which model said it; may be empty. */
  readonly model: string;
  /** Which part of the data the sample belongs to (`train`, `val`, `test`); may be empty. */
  readonly split: string;
  /** Further columns of the table by name, such as `subtype`; empty cells are absent. */
  readonly columns?: Readonly<Record<string, string>>;
}
