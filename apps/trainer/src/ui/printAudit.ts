import type { ImageAudit } from '@pneumo/data';
import type { Context } from '../cli/context.ts';
import { renderTable } from './table.ts';

/** Prints the counts and words of an audit. */
export function printAudit(context: Context, { summary, recommendations }: ImageAudit): void {
  const rows = summary.counts.map(({ split, label, subtype, images, patients }) => [
    split,
    label,
    subtype ?? '',
    images,
    patients,
  ]);
  context.print(renderTable(rows, ['part', 'class', 'subtype', 'images', 'patients']));
  if (summary.views.length > 0) {
    context.print(
      renderTable(
        summary.views.map(({ split, view, normal, pneumonia, images, patients }) => [
          split,
          view,
          normal,
          pneumonia,
          images,
          patients,
        ]),
        ['part', 'view', 'NORMAL', 'PNEUMONIA', 'images', 'patients'],
      ),
    );
  }
  for (const sentence of summary.words) context.print(sentence);
  if (recommendations.length > 0) context.print();
  for (const sentence of recommendations) context.print(`* ${sentence}`);
}
