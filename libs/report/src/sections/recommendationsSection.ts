import type { AuditReportData } from '../auditReportData.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/page.ts';

/**
 * What to do about the findings.
 *
 * @param data - the audit
 * @returns the section; undefined where there is nothing to recommend
 */
export function recommendationsSection({ recommendations = [] }: AuditReportData): Section | undefined {
  if (recommendations.length === 0) return undefined;
  const body = html`<ul>
    ${recommendations.map((sentence) => html`<li>${sentence}</li>`)}
  </ul>`;
  return { id: 'recommendations', title: 'What to do', body };
}
