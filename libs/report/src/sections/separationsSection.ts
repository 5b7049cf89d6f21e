import type { AuditReportData, SeparationFacts } from '../auditReportData.ts';
import { scrolling } from '../html/blocks.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/page.ts';
import type { SafeHtml } from '../html/SafeHtml.ts';

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
      scrolling(
        question,
        html`<table class="separation">
          <thead>
            <tr>
              <th scope="col">Quantity alone</th>
              <th scope="col" class="n">AUROC</th>
              <th scope="col" class="n">Median, ${kinds[0]}</th>
              <th scope="col" class="n">Median, ${kinds[1]}</th>
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>
        </table>`,
      )
    }
    ${silent.length > 0 && html`<p class="small">The same in all images, or unknown in some, so that nothing can be said: ${silent.join(', ')}.</p>`}`;
}
