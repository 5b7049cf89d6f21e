import { readFileSync } from 'node:fs';
import type { BinaryLabel, BinaryMetrics, ConfusionCounts, Prediction } from '@pneumo/metrics';

/** One case of fixtures/figures.json, computed by scikit-learn (tools/reference/metrics). */
export interface FigureCase {
  name: string;
  labels: number[];
  probabilities: number[];
  threshold: number;
  confusion: ConfusionCounts;
  metrics: BinaryMetrics;
  roc?: { falsePositiveRate: number[]; truePositiveRate: number[]; threshold: (number | null)[] };
  youden?: { value: number; sensitivity: number; specificity: number };
  atLeast?: { atLeast: number; value: number }[];
}

export function fixture<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8')) as T;
}

export const cases = fixture<{ cases: FigureCase[] }>('figures.json').cases;
export const twoClassCases = cases.filter((one) => one.roc !== undefined);

/** Rows of one model and split; one patient an image unless `patient` says otherwise. */
export function rowsOf(
  labels: readonly number[],
  probabilities: readonly number[],
  patient: (i: number) => string = (i) => `patient-${i}`,
): Prediction[] {
  return labels.map((label, i) => ({
    id: `image-${i}`,
    patient: patient(i),
    label: label as BinaryLabel,
    logit: 0,
    probability: probabilities[i]!,
    model: 'model',
    split: 'test',
  }));
}
