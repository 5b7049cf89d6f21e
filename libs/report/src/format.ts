import type { Estimate, MetricName } from '@pneumo/metrics';

/** How a figure is called and shown in tables. */
export interface FigureName {
  /** Its name. */
  readonly name: string;
  /** What it says, in a few words. */
  readonly meaning: string;
  /** `percent` for shares of people, `decimal` for areas and scores. */
  readonly form: 'percent' | 'decimal';
}

/** The names of all figures of @pneumo/metrics. */
export const figureNames: Readonly<Record<MetricName, FigureName>> = {
  auroc: { name: 'AUROC', meaning: 'area under the ROC curve', form: 'decimal' },
  averagePrecision: { name: 'Average precision', meaning: 'precision over all recalls', form: 'decimal' },
  sensitivity: {
    name: 'Sensitivity',
    meaning: 'recall: PNEUMONIA images called PNEUMONIA',
    form: 'percent',
  },
  specificity: {
    name: 'Specificity',
    meaning: 'recall of NORMAL: NORMAL images called NORMAL',
    form: 'percent',
  },
  precision: { name: 'Precision', meaning: 'positive predictive value', form: 'percent' },
  negativePredictiveValue: {
    name: 'Negative predictive value',
    meaning: 'precision of NORMAL',
    form: 'percent',
  },
  f1: { name: 'F1 of PNEUMONIA', meaning: 'harmonic mean of precision and recall', form: 'decimal' },
  f1Normal: { name: 'F1 of NORMAL', meaning: 'the same for NORMAL', form: 'decimal' },
  accuracy: { name: 'Accuracy', meaning: 'share of right decisions', form: 'percent' },
  balancedAccuracy: {
    name: 'Balanced accuracy',
    meaning: 'mean of sensitivity and specificity',
    form: 'percent',
  },
  brierScore: {
    name: 'Brier score',
    meaning: 'mean squared error of the probability; 0 is best',
    form: 'decimal',
  },
};

/** A share as a percentage: 0.9231 becomes `92.3 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}\u00a0%`;
}

/** A count with commas: 4185 becomes `4,185`. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A figure in its form, or `not defined` for null. */
export function figure(value: number | null, form: FigureName['form']): string {
  if (value === null) return 'not defined';
  return form === 'percent' ? percent(value) : value.toFixed(3);
}

/** The interval of a figure: `89.7 to 94.8 %`; empty where there is none. */
export function interval({ low, high }: Estimate, form: FigureName['form']): string {
  if (low === null || high === null) return '';
  const plain = (value: number): string => (form === 'percent' ? (value * 100).toFixed(1) : value.toFixed(3));
  return `${plain(low)} to ${plain(high)}${form === 'percent' ? '\u00a0%' : ''}`;
}

/** A threshold or probability with three digits that count. */
export function probability(value: number): string {
  if (value > 0 && value < 0.001) return '<\u00a00.001';
  if (value < 1 && value > 0.999) return '>\u00a00.999';
  return Number(value.toFixed(3)).toString();
}

/** The coverage of intervals as words: 0.95 becomes `95 %`. */
export function coverage(level: number): string {
  return `${Number((level * 100).toFixed(2))}\u00a0%`;
}
