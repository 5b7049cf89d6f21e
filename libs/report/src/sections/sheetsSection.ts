import type { AuditReportData } from '../auditReportData.ts';
import { contactSheet } from '../html/blocks.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/page.ts';

/**
 * Sample images, one sheet for each class and part.
 *
 * @param data - the audit
 * @returns the section; undefined where there are no images
 * @throws PneumoError `INVALID_IMAGE_SRC` when a picture does not lie inside the report
 */
export function sheetsSection({ sheets }: AuditReportData): Section | undefined {
  const filled = sheets.filter(({ images }) => images.length > 0);
  if (filled.length === 0) return undefined;
  const body = html`${filled.map(
    ({ title, images }) =>
      html`<h3>${title}</h3>
        ${contactSheet(title, images)}`,
  )}`;
  return { id: 'samples', title: 'Sample images', body };
}
