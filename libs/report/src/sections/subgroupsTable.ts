import type { Estimate } from '@pneumo/metrics';
import { count } from '../format.ts';
import { scrolling } from '../html/blocks.ts';
import { html } from '../html/html.ts';
import type { SafeHtml } from '../html/SafeHtml.ts';
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
  const cell = (figures: Estimate, images: number, colour: JudgedPart['colour']): SafeHtml =>
    images === 0
      ? html`<td class="small">no such images</td>`
      : html`<td class="value">${estimate(figures, 'percent', colour)}</td>`;
  return html`<h3>Subgroups</h3>
    ${scrolling(
      title,
      html`<table class="subgroups">
        <caption>
          Sensitivity is taken over the PNEUMONIA images of a subgroup, specificity over its NORMAL images.
        </caption>
        <thead>
          <tr>
            <th scope="col">Subgroup</th>
            <th scope="col">Part</th>
            <th scope="col" class="n">Images</th>
            <th scope="col" class="n">Patients</th>
            <th scope="col">Sensitivity</th>
            <th scope="col">Specificity</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ name, colour, group }) =>
              html`<tr>
                <th scope="row">${group.value}<span class="small">${group.column}</span></th>
                <td>${name}</td>
                <td class="n">${count(group.n)}</td>
                <td class="n">${count(group.patients)}</td>
                ${cell(group.sensitivity, group.positives, colour)}${cell(group.specificity, group.negatives, colour)}
              </tr>`,
          )}
        </tbody>
      </table>`,
    )}`;
}
