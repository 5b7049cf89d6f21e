import type { SubgroupEvaluation } from '@pneumo/metrics';
import { count } from '../format.ts';
import { html } from '../html/html.ts';
import type { SafeHtml } from '../html/SafeHtml.ts';
import { numeric, scrollingTable } from '../html/scrollingTable.ts';
import { estimate } from './figuresTable.ts';
import type { JudgedPart } from './judgedParts.ts';

/**
 * Sensitivity and specificity of subgroups, such as bacteria and virus, at the locked threshold.
 *
 * @param parts - the parts that were judged
 * @returns heading and table; nothing where no part has subgroups
 */
export function subgroupsTable(parts: readonly JudgedPart[]): SafeHtml {
  const rows = parts.flatMap(({ name, colour, results }) =>
    results.atThreshold.subgroups.map((group) => ({ name, colour, group })),
  );
  if (rows.length === 0) return html``;
  const title = 'Subgroups at the locked threshold';
  // Subtypes are usually known of PNEUMONIA only: a column without any image says nothing.
  const measures = (
    [
      { name: 'Sensitivity', metric: 'sensitivity', images: 'positives' },
      { name: 'Specificity', metric: 'specificity', images: 'negatives' },
    ] as const
  ).filter(({ images }) => rows.some(({ group }) => group[images] > 0));
  const cells = (group: SubgroupEvaluation, colour: JudgedPart['colour']): SafeHtml[] =>
    measures.map(({ metric, images }) =>
      group[images] === 0
        ? html`<td class="small">no such images</td>`
        : html`<td class="value">${estimate(group[metric], 'percent', colour)}</td>`,
    );
  return html`<h3>Subgroups</h3>
    <p class="small">
      At the locked threshold. Sensitivity is taken over the PNEUMONIA images of a subgroup, specificity over
      its NORMAL images.
    </p>
    ${scrollingTable({
      label: title,
      kind: 'subgroups',
      headings: ['Subgroup', ...numeric('Images', 'Patients'), ...measures.map(({ name }) => name)],
      rows: rows.map(
        ({ name, colour, group }) =>
          html`<tr>
            <th scope="row">
              ${group.value}<span class="small">${group.column}, ${name.toLowerCase()}</span>
            </th>
            <td class="n">${count(group.n)}</td>
            <td class="n">${count(group.patients)}</td>
            ${cells(group, colour)}
          </tr>`,
      ),
    })}`;
}
