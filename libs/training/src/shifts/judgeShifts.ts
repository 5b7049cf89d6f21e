import type { ShiftName, ShiftSeverity } from '@pneumo/augment';
import { PneumoError } from '@pneumo/core';
import { auroc, confusionCounts, sensitivity, sigmoid, specificity } from '@pneumo/metrics';
import type { ShiftedPredictions } from './predictUnderShifts.ts';

/** The figures that a shift is judged by; null where they are not defined, as without images of a class. */
export interface ShiftFigures {
  /** Area under the ROC curve. */
  readonly auroc: number | null;
  /** Share of PNEUMONIA images called so, at the locked threshold. */
  readonly sensitivity: number | null;
  /** Share of NORMAL images called so, at the locked threshold. */
  readonly specificity: number | null;
}

/** The name of one of {@link ShiftFigures}. */
export type ShiftFigureName = keyof ShiftFigures;

/** The figures under one shift. */
export interface JudgedShift extends ShiftFigures {
  /** The shift. */
  readonly shift: ShiftName;
  /** Its severity. */
  readonly severity: ShiftSeverity;
}

/** Where a figure is lowest. */
export interface WorstShift {
  /** The figure there. */
  readonly value: number;
  /** The shift. */
  readonly shift: ShiftName;
  /** Its severity. */
  readonly severity: ShiftSeverity;
}

/** A model under the shift suite. */
export interface ShiftJudgement {
  /** Probabilities of at least this are called PNEUMONIA: chosen beforehand, on images that are not shifted. */
  readonly threshold: number;
  /** Images, each judged under every shift. */
  readonly images: number;
  /** The images as they are. */
  readonly clean: ShiftFigures;
  /** Every shift in every severity, in the order of the predictions. */
  readonly shifts: readonly JudgedShift[];
  /** Means over all of them, each counting once. */
  readonly mean: ShiftFigures;
  /** The lowest value of each figure, the first where several are equal. */
  readonly worst: Readonly<Record<ShiftFigureName, WorstShift | null>>;
}

/** What {@link judgeShifts} takes. */
export interface JudgeShiftsOptions {
  /** 0 (NORMAL) or 1 (PNEUMONIA) for every image. */
  readonly labels: ArrayLike<number>;
  /** Logits of the images as they are, in the same order. */
  readonly clean: ArrayLike<number>;
  /** From {@link predictUnderShifts}, in the same order. */
  readonly shifted: readonly ShiftedPredictions[];
  /** The locked threshold of the probability, from 0 to 1. */
  readonly threshold: number;
  /** How a logit becomes a probability; the sigmoid by default, the model's calibration where it has one. */
  readonly probability?: (logit: number) => number;
}

const NAMES: readonly ShiftFigureName[] = ['auroc', 'sensitivity', 'specificity'];

/**
 * Judges what a model says under the shift suite: area, sensitivity and specificity at one threshold for each shift and severity,
 * their means and where they are worst.
 *
 * @param options - labels, logits and the threshold
 * @returns the figures
 * @throws PneumoError `INVALID_ARGUMENT` for labels that are not 0 or 1, a threshold outside 0 to 1, or no shifts; `LENGTH_MISMATCH`
 *
 * @example
 * ```ts
 * const { clean, mean, worst } = judgeShifts({
 *   labels: [0, 1],
 *   clean: [-2, 2],
 *   shifted: [
 *     { shift: 'noise', severity: 1, logits: Float64Array.of(-1, 1) },
 *     { shift: 'noise', severity: 5, logits: Float64Array.of(2, 1) },
 *   ],
 *   threshold: 0.5,
 * });
 * clean.auroc; // 1
 * mean.auroc; // 0.5
 * worst.specificity; // { value: 0, shift: 'noise', severity: 5 }
 * ```
 */
export function judgeShifts({
  labels,
  clean,
  shifted,
  threshold,
  probability = sigmoid,
}: JudgeShiftsOptions): ShiftJudgement {
  if (shifted.length === 0) {
    throw new PneumoError(
      'INVALID_ARGUMENT',
      'shifted is empty; expected predictions under at least one shift.',
    );
  }
  const shifts = shifted.map(({ shift, severity, logits }): JudgedShift => ({
    shift,
    severity,
    ...figures(labels, logits, threshold, probability),
  }));
  return {
    threshold,
    images: labels.length,
    clean: figures(labels, clean, threshold, probability),
    shifts,
    mean: ofEach((name) => meanOf(shifts, name)),
    worst: ofEach((name) => worstOf(shifts, name)),
  };
}

function figures(
  labels: ArrayLike<number>,
  logits: ArrayLike<number>,
  threshold: number,
  probability: (logit: number) => number,
): ShiftFigures {
  // The area from logits: probabilities near 1 would tie.
  const area = auroc(labels, logits);
  const counts = confusionCounts(
    labels,
    Float64Array.from(logits, (logit) => probability(logit)),
    threshold,
  );
  return { auroc: area, sensitivity: sensitivity(counts), specificity: specificity(counts) };
}

function ofEach<T>(value: (name: ShiftFigureName) => T): Record<ShiftFigureName, T> {
  return Object.fromEntries(NAMES.map((name) => [name, value(name)])) as Record<ShiftFigureName, T>;
}

/** A figure is defined under all shifts of the same images or under none. */
function meanOf(shifts: readonly JudgedShift[], name: ShiftFigureName): number | null {
  if (shifts.some((shift) => shift[name] === null)) return null;
  return shifts.reduce((sum, shift) => sum + shift[name]!, 0) / shifts.length;
}

function worstOf(shifts: readonly JudgedShift[], name: ShiftFigureName): WorstShift | null {
  let worst: WorstShift | null = null;
  for (const { shift, severity, [name]: value } of shifts) {
    if (value !== null && (worst === null || value < worst.value)) worst = { value, shift, severity };
  }
  return worst;
}
