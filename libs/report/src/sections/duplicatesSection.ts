import type { AuditReportData, DuplicateFacts } from '../auditReportData.ts';
import { count } from '../format.ts';
import { contactSheet } from '../html/blocks.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/page.ts';
import type { SafeHtml } from '../html/SafeHtml.ts';

/**
 * Equal files and nearly equal pictures.
 *
 * @param data - the audit
 * @returns the section; undefined where it was not looked for
 * @throws PneumoError `INVALID_IMAGE_SRC` when a picture does not lie inside the report
 */
export function duplicatesSection({ duplicates }: AuditReportData): Section | undefined {
  if (duplicates === undefined) return undefined;
  return { id: 'duplicates', title: 'Duplicates', body: html`${duplicates.map(kind)}` };
}

function kind({ title, total, groups }: DuplicateFacts): SafeHtml {
  if (total === 0) return html`<p>${title}: none.</p>`;
  return html`<h3>${title}</h3>
    <p>
      ${count(total)}
      ${total === 1 ? 'group' : 'groups'}${groups.length < total && `, of which the first ${count(groups.length)} are shown`}.
    </p>
    ${groups.map(
      ({ crosses, images }) =>
        html`<div class="group">
          ${crosses.length > 0 && html`<p><strong class="bad">Under ${crosses.join(' and ')}.</strong></p>`}
          ${contactSheet(title, images)}
        </div>`,
    )}`;
}
