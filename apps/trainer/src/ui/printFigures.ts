import type { Evaluation, PrevalenceEvaluation, SensitivityEvaluation } from '@pneumo/metrics';
import type { Context } from '../cli/context.ts';
import type { RunMetrics } from '../pipeline/judge.ts';
import { formatMeasure } from './format.ts';
import { renderTable } from './table.ts';

const ROWS = [
  ['AUROC', 'auroc'],
  ['sensitivity (recall)', 'sensitivity'],
  ['specificity', 'specificity'],
  ['precision', 'precision'],
  ['F1 PNEUMONIA', 'f1'],
  ['F1 NORMAL', 'f1Normal'],
  ['accuracy', 'accuracy'],
] as const;

/** Prints the figures of judged parts side by side. */
export function printEvaluations(
  context: Context,
  columns: readonly (readonly [title: string, evaluation: Evaluation])[],
): void {
  const rows: string[][] = ROWS.map(([name, key]) => [
    name,
    ...columns.map(([, evaluation]) => formatMeasure(evaluation[key])),
  ]);
  for (const { column, value } of columns[0]![1].subgroups) {
    rows.push([
      `sensitivity, ${value}`,
      ...columns.map(([, evaluation]) =>
        formatMeasure(
          evaluation.subgroups.find((group) => group.column === column && group.value === value)?.sensitivity,
        ),
      ),
    ]);
  }
  rows.push(['images (patients)', ...columns.map(([, { n, patients }]) => `${n} (${patients})`)]);
  context.print(renderTable(rows, ['', ...columns.map(([title]) => title)]));
}

/** Prints what the ROC curve has where it reaches a sensitivity. */
export function printAtSensitivity(
  context: Context,
  { sensitivity, specificity }: SensitivityEvaluation,
): void {
  context.print(
    `Where the ROC curve reaches a sensitivity of ${sensitivity}, specificity is ${formatMeasure(specificity)}.`,
  );
}

/** Prints what figures would be at another prevalence. */
export function printPrevalence(context: Context, at: PrevalenceEvaluation): void {
  context.print(`Where ${Number((100 * at.prevalence).toFixed(2))} % have pneumonia:`);
  context.print(
    renderTable([
      ['precision', formatMeasure(at.precision)],
      ['negative predictive value', formatMeasure(at.negativePredictiveValue)],
      ['F1 PNEUMONIA', formatMeasure(at.f1)],
      ['accuracy', formatMeasure(at.accuracy)],
    ]),
  );
}

/** Prints the figures of a run. */
export function printFigures(context: Context, metrics: RunMetrics): void {
  const { threshold, calibration, validation, test, testAtHalf } = metrics;
  context.print(
    `Threshold ${threshold.value.toFixed(4)}, chosen on ${threshold.n} validation images; 95 % intervals over patients.`,
  );
  if (calibration !== undefined) {
    const { before, after } = calibration.test ?? calibration.validation;
    const change = (name: 'brierScore' | 'logLoss' | 'calibrationError'): string =>
      `${before[name]?.toFixed(4)} to ${after[name]?.toFixed(4)}`;
    context.print(
      `Calibrated by '${calibration.fitted.method}' on validation images; on ${calibration.test === undefined ? 'these' : 'test images'}: expected calibration error ${change('calibrationError')}, Brier score ${change('brierScore')}, log loss ${change('logLoss')}.`,
    );
  }
  printEvaluations(context, [
    ['validation', validation],
    ...(test === undefined ? [] : [['test', test] as const]),
    ...(testAtHalf === undefined ? [] : [['test at 0.5', testAtHalf] as const]),
  ]);
}
