import type { AuditReportData } from '../auditReportData.ts';
import { count } from '../format.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/page.ts';
import { numeric, scrollingTable } from '../html/scrollingTable.ts';

/** So many names are shown for each reading. */
const NAMED = 10;

/**
 * Patients that stand in several parts, one row for each reading of the file names.
 *
 * @param data - the audit
 * @returns the section; undefined where no reading was tried
 */
export function overlapsSection({ overlaps }: AuditReportData): Section | undefined {
  if (overlaps.length === 0) return undefined;
  const rows = overlaps.map(
    ({ rule, patients, withSeveralImages, acrossParts, examples = [] }) =>
      html`<tr>
        <th scope="row">
          ${rule}${
            examples.length > 0 &&
            html`<span class="small">such as ${examples.slice(0, NAMED).join(', ')}</span>`
          }
        </th>
        <td class="n">${count(patients)}</td>
        <td class="n">${count(withSeveralImages)}</td>
        <td class="n">
          ${acrossParts > 0 ? html`<strong class="bad">${count(acrossParts)}</strong>` : count(acrossParts)}
        </td>
      </tr>`,
  );
  const body = html`<p>
      File names tell patients only by a reading of them. A patient whose images stand in two parts makes
      figures look better than they are.
    </p>
    ${scrollingTable({
      label: 'Patients across parts',
      kind: 'overlaps',
      headings: ['Reading of the names', ...numeric('Patients', 'With several images', 'In several parts')],
      rows,
    })}`;
  return { id: 'patients', title: 'Patients', body };
}
