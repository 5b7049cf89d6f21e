import type { AuditReportData, SeparationFacts } from '../auditReportData.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/page.ts';
import type { SafeHtml } from '../html/SafeHtml.ts';
import { numeric, scrollingTable } from '../html/scrollingTable.ts';

/**
 * Kinds of image that can be told apart by what should not matter: shortcuts and shifts.
 *
 * @param data - the audit
 * @returns the section; undefined where it was not looked for
 */
export function separationsSection({ separations = [] }: AuditReportData): Section | undefined {
  if (separations.length === 0) return undefined;
  const body = html`<p>
      An area under the ROC curve of 0.5 means that nothing can be told, 1 that everything can.
    </p>
    ${separations.map(separation)}`;
  return { id: 'shortcuts', title: 'Shortcuts and shifts', body };
}

function separation({ question, kinds, auroc, method, features, silent }: SeparationFacts): SafeHtml {
  const { value, low, high } = auroc;
  const rows = features.map(
    (feature) =>
      html`<tr>
        <th scope="row">${feature.title}</th>
        <td class="n">${feature.auroc.toFixed(2)}</td>
        <td class="n">${feature.first}</td>
        <td class="n">${feature.second}</td>
      </tr>`,
  );
  const ends =
    low === null || high === null ? '' : ` (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)})`;
  return html`<h3>${question}</h3>
    <p>AUROC <strong>${value.toFixed(3)}</strong>${ends}. ${method}</p>
    ${
      rows.length > 0 &&
      scrollingTable({
        label: question,
        kind: 'separation',
        headings: ['Quantity alone', ...numeric('AUROC', `Median, ${kinds[0]}`, `Median, ${kinds[1]}`)],
        rows,
      })
    }
    ${silent.length > 0 && html`<p class="small">The same in all images, or unknown in some, so that nothing can be said: ${silent.join(', ')}.</p>`}`;
}
