import { classCounts } from '../charts/classCounts.ts';
import { count, percent } from '../format.ts';
import { chartFigure } from '../html/blocks.ts';
import { html } from '../html/html.ts';
import type { SafeHtml } from '../html/SafeHtml.ts';
import { numeric, scrollingTable } from '../html/scrollingTable.ts';
import { partName } from '../partName.ts';
import type { PartCounts } from '../runReportData.ts';

/**
 * Counts of each part as a chart and as a table.
 *
 * @param parts - counts in order
 * @returns both; a sentence where there are no parts
 */
export async function partsBlock(parts: readonly PartCounts[]): Promise<SafeHtml> {
  if (parts.length === 0) return html`<p>No images.</p>`;
  const words = parts.map(
    ({ part, normal, pneumonia }) =>
      `${partName(part)} ${count(normal)} NORMAL and ${count(pneumonia)} PNEUMONIA`,
  );
  const subtypes = [...new Set(parts.flatMap((part) => Object.keys(part.subtypes ?? {})))].sort();
  const rows = parts.map(({ part, normal, pneumonia, patients, subtypes: own = {} }) => {
    const images = normal + pneumonia;
    return html`<tr>
      <th scope="row">${partName(part)}</th>
      <td class="n">${count(images)}</td>
      <td class="n">${count(normal)}</td>
      <td class="n">
        ${count(pneumonia)}<span class="small">${images > 0 && percent(pneumonia / images)}</span>
      </td>
      ${subtypes.map(
        (name) => html`<td class="n">${Object.hasOwn(own, name) ? count(own[name]!) : '–'}</td>`,
      )}
      <td class="n">${count(patients)}</td>
    </tr>`;
  });
  return html`<div class="charts">
      ${await chartFigure(classCounts(parts), {
        id: 'counts',
        title: 'Images by part and class',
        label: `Bar chart. ${words.join('; ')}.`,
      })}
    </div>
    ${scrollingTable({
      label: 'Images by part and class',
      kind: 'counts',
      headings: ['Part', ...numeric('Images', 'NORMAL', 'PNEUMONIA', ...subtypes, 'Patients')],
      rows,
    })}`;
}
