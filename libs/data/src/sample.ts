import { PneumoError } from '@pneumo/core';

/** The two classes. PNEUMONIA is the positive one, everywhere. */
export type SampleLabel = 'NORMAL' | 'PNEUMONIA';

/** The parts of a data set. */
export type SplitPart = 'train' | 'val' | 'test';

/** One image of a data set and what is known about it. */
export interface Sample {
  /** Unique in its data set; for files the path from the data set's root, with `/`: `train/NORMAL/IM-0115-0001.jpeg`. */
  id: string;
  /** What it shows; missing where nobody has said. */
  label?: SampleLabel;
  /** Whom it shows. As good as the rule that read it: see {@link PatientRule}. */
  patient: string;
  /** The data set it comes from, such as `chest_xray` or `phantom`. */
  source: string;
  /** The part that the data set itself gives it; a given test set is never trained on. */
  split?: SplitPart;
  /** What else is known, for subgroups: `subtype` is `bacteria` or `virus`. */
  columns?: Record<string, string>;
}

/**
 * The label as a number.
 *
 * @param sample - a sample that has a label
 * @returns 1 for PNEUMONIA, 0 for NORMAL
 * @throws PneumoError `UNLABELLED` when the sample has none
 *
 * @example
 * ```ts
 * binaryLabel({ id: 'a', label: 'PNEUMONIA', patient: 'p', source: 's' }); // 1
 * ```
 */
export function binaryLabel(sample: Pick<Sample, 'id' | 'label'>): 0 | 1 {
  if (sample.label === undefined) {
    throw new PneumoError('UNLABELLED', `${sample.id} has no label; expected 'NORMAL' or 'PNEUMONIA'.`, {
      details: { id: sample.id },
    });
  }
  return sample.label === 'PNEUMONIA' ? 1 : 0;
}
