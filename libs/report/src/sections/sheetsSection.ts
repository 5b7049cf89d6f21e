import type { AuditReportData } from '../auditReportData.ts';
import { checkedSrc } from '../html/checkImage.ts';
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
        <ul class="gallery sheet">
          ${images.map(
            (image) =>
              html`<li>
                <figure>
                  <img src="${checkedSrc(image)}" alt="${`${title}: ${image.id}`}" />
                  <figcaption><span class="id">${image.id}</span></figcaption>
                </figure>
              </li>`,
          )}
        </ul>`,
  )}`;
  return { id: 'samples', title: 'Sample images', body };
}
