import type { AuditReportData } from '../auditReportData.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/page.ts';
import { numeric, scrollingTable } from '../html/scrollingTable.ts';

/**
 * What was measured, by kind of image.
 *
 * @param data - the audit
 * @returns the section; undefined where nothing was measured
 */
export function featuresSection({ features = [], featureKinds = [] }: AuditReportData): Section | undefined {
  if (features.length === 0) return undefined;
  const rows = features.map(
    ({ title, ranges }) =>
      html`<tr>
        <th scope="row">${title}</th>
        ${ranges.map((range) => html`<td class="n">${range}</td>`)}
      </tr>`,
  );
  const body = html`<p>
      Median, and in parentheses the middle half of the images. Brightness from 0 (black) to 1.
    </p>
    ${scrollingTable({
      label: 'Measured quantities',
      kind: 'features',
      headings: ['Quantity', ...numeric(...featureKinds)],
      rows,
    })}`;
  return { id: 'measured', title: 'What was measured', body };
}
