import type { MetricName } from '@pneumo/metrics';
import type { Context } from '../cli/context.ts';
import { besideSeeds, describeSpread, SEEDS_PARTS, type SeedsSummary } from '../pipeline/seedsSummary.ts';
import { renderTable } from './table.ts';

const SHOWN: readonly (readonly [string, MetricName])[] = [
  ['AUROC', 'auroc'],
  ['accuracy', 'accuracy'],
  ['precision', 'precision'],
  ['sensitivity (recall)', 'sensitivity'],
  ['specificity', 'specificity'],
  ['F1 PNEUMONIA', 'f1'],
  ['F1 NORMAL', 'f1Normal'],
];

/** Prints mean, standard deviation and range of every figure, every run, and how long each took. */
export function printSeeds(context: Context, summary: SeedsSummary): void {
  const seeds = summary.runs.map(({ seed }) => `seed ${seed}`);
  for (const [part, title] of SEEDS_PARTS) {
    const figures = summary.parts[part];
    if (figures === undefined || part === 'validationAtHalf') continue;
    context.print(
      renderTable(
        SHOWN.map(([name, metric]) => [
          name,
          describeSpread(figures[metric]),
          ...figures[metric].values.map((value) => (value === null ? 'undefined' : value.toFixed(4))),
        ]),
        [title.toLowerCase(), 'mean ± sd (range)', ...seeds],
      ),
    );
  }
  context.print(
    renderTable(
      besideSeeds(summary).map(({ name, values }) => [name, ...values]),
      ['', ...seeds],
    ),
  );
}
