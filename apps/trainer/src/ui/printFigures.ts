import type { Evaluation } from '@pneumo/metrics';
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

/** Prints the figures of a run. */
export function printFigures(context: Context, metrics: RunMetrics): void {
  const { threshold, validation, test, testAtHalf } = metrics;
  context.print(
    `Threshold ${threshold.value.toFixed(4)}, chosen on ${threshold.n} validation images; 95 % intervals over patients.`,
  );
  printEvaluations(context, [
    ['validation', validation],
    ...(test === undefined ? [] : [['test', test] as const]),
    ...(testAtHalf === undefined ? [] : [['test at 0.5', testAtHalf] as const]),
  ]);
}
