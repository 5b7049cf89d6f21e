import type { Audit } from '@pneumo/data';
import type { Context } from '../cli/context.ts';
import { renderTable } from './table.ts';

/** Prints the counts and words of an audit. */
export function printAudit(context: Context, audit: Audit): void {
  const rows = audit.counts.map(({ split, label, subtype, images, patients }) => [
    split,
    label,
    subtype ?? '',
    images,
    patients,
  ]);
  context.print(renderTable(rows, ['part', 'class', 'subtype', 'images', 'patients']));
  for (const sentence of audit.words) context.print(sentence);
}
