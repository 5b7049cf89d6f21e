import type { AuditReportData } from './auditReportData.ts';
import { checkSchemaVersion } from './checkSchemaVersion.ts';
import { byline, footer } from './footer.ts';
import { count } from './format.ts';
import { factList, findingsList, notice } from './html/blocks.ts';
import { html } from './html/html.ts';
import { page, type Section } from './html/page.ts';
import type { SafeHtml } from './html/SafeHtml.ts';
import { numeric, scrollingTable } from './html/scrollingTable.ts';
import { partName } from './partName.ts';
import { duplicatesSection } from './sections/duplicatesSection.ts';
import { featuresSection } from './sections/featuresSection.ts';
import { overlapsSection } from './sections/overlapsSection.ts';
import { partsBlock } from './sections/partsBlock.ts';
import { recommendationsSection } from './sections/recommendationsSection.ts';
import { separationsSection } from './sections/separationsSection.ts';
import { sheetsSection } from './sections/sheetsSection.ts';

/**
 * Renders the audit of a data set as one HTML file: class counts, sizes, patients across parts, shortcuts and shifts,
 * what was measured, duplicates and sample images; no script, no outside resources.
 *
 * @param data - what was found; all text is escaped
 * @returns a whole HTML document
 * @throws PneumoError `UNKNOWN_SCHEMA_VERSION` when the data has another form, `INVALID_IMAGE_SRC` when
 * a picture is no data URI of a raster image
 *
 * @example
 * ```ts
 * const document = await renderAuditReport({
 *   schemaVersion: 1,
 *   title: 'Audit of a folder',
 *   findings: ['3 of 4 images show PNEUMONIA.'],
 *   warnings: [],
 *   parts: [{ part: 'train', normal: 1, pneumonia: 3, patients: 4 }],
 *   sizes: [],
 *   overlaps: [],
 *   sheets: [],
 * });
 * document.includes('3 of 4 images show PNEUMONIA.'); // true
 * ```
 */
export async function renderAuditReport(data: AuditReportData): Promise<string> {
  checkSchemaVersion('renderAuditReport', data.schemaVersion);
  const { title, date, generator, findings, warnings, facts = [] } = data;
  const counts: Section = {
    id: 'counts-by-part',
    title: 'Classes and parts',
    body: html`${await partsBlock(data.parts)}${viewsTable(data)}${factList(facts)}`,
  };
  const sections = [
    recommendationsSection(data),
    counts,
    sizesSection(data),
    overlapsSection(data),
    separationsSection(data),
    featuresSection(data),
    duplicatesSection(data),
    sheetsSection(data),
  ];
  return page({
    title,
    kicker: 'Data set · audit',
    line: byline(date, generator),
    lead: html`${notice(warnings)}${findingsList(findings)}`,
    sections: sections.filter((section) => section !== undefined),
    footer: footer(generator),
  });
}

function viewsTable({ views = [] }: AuditReportData): SafeHtml {
  if (views.length === 0) return html``;
  return html`<h3>Views</h3>
    ${scrollingTable({
      label: 'Images by part and view',
      kind: 'views',
      headings: ['Part', 'View', ...numeric('Images', 'NORMAL', 'PNEUMONIA', 'Patients')],
      rows: views.map(
        ({ part, view, normal, pneumonia, images, patients }) =>
          html`<tr>
            <th scope="row">${partName(part)}</th>
            <td>${view}</td>
            <td class="n">${count(images)}</td>
            <td class="n">${count(normal)}</td>
            <td class="n">${count(pneumonia)}</td>
            <td class="n">${count(patients)}</td>
          </tr>`,
      ),
    })}`;
}

function sizesSection({ sizes }: AuditReportData): Section | undefined {
  if (sizes.length === 0) return undefined;
  const rows = sizes.map(
    ({ name, min, median, max }) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td class="n">${min}</td>
        <td class="n">${median}</td>
        <td class="n">${max}</td>
      </tr>`,
  );
  const body = scrollingTable({
    label: 'Image sizes',
    kind: 'sizes',
    headings: ['Measure', ...numeric('Smallest', 'Median', 'Greatest')],
    rows,
  });
  return { id: 'sizes', title: 'Image sizes', body };
}
