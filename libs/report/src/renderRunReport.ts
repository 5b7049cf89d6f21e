import { checkSchemaVersion } from './checkSchemaVersion.ts';
import { byline, footer } from './footer.ts';
import { page } from './html/page.ts';
import type { RunReportData } from './runReportData.ts';
import { calibrationSection } from './sections/calibrationSection.ts';
import { dataSection } from './sections/dataSection.ts';
import { explanationsSection } from './sections/explanationsSection.ts';
import { leadBlock } from './sections/leadBlock.ts';
import { publishedSection } from './sections/publishedSection.ts';
import { repeatSection } from './sections/repeatSection.ts';
import { resultsSection } from './sections/resultsSection.ts';
import { trainingSection } from './sections/trainingSection.ts';

/**
 * Renders the report of a training run as one HTML file: no script, no outside resources, light and
 * dark, for screen, phone and print. Equal data give equal text.
 *
 * @param data - what the report shows; all text is escaped, parts that are absent are left out
 * @returns a whole HTML document
 * @throws PneumoError `UNKNOWN_SCHEMA_VERSION` when the data has another form, `INVALID_IMAGE_SRC` when
 * a picture is no data URI of a raster image
 *
 * @example
 * ```ts
 * const document = await renderRunReport({
 *   schemaVersion: 1,
 *   title: 'A small network',
 *   data: {
 *     name: 'Generated phantom',
 *     synthetic: true,
 *     parts: [{ part: 'train', normal: 30, pneumonia: 90, patients: 80 }],
 *     split: { name: 'patient', description: 'divided by patient', sharedPatients: 0 },
 *     leftOut: [],
 *   },
 *   model: { name: 'cnn', facts: [] },
 *   threshold: { value: 0.5, rule: { kind: 'fixed', value: 0.5 }, chosenOn: 'val', sensitivity: 0.9, specificity: 0.8, n: 40 },
 *   publishedComparison: false,
 *   environment: [],
 *   warnings: [],
 * });
 * document.includes('<h1>A small network</h1>'); // true
 * ```
 */
export async function renderRunReport(data: RunReportData): Promise<string> {
  checkSchemaVersion('renderRunReport', data.schemaVersion);
  const sections = [
    await resultsSection(data),
    publishedSection(data),
    await calibrationSection(data),
    explanationsSection(data),
    await dataSection(data),
    await trainingSection(data),
    repeatSection(data),
  ];
  return page({
    title: data.title,
    kicker: 'Pneumonia classifier · run report',
    line: byline(data.date, data.generator),
    lead: leadBlock(data),
    sections: sections.filter((section) => section !== undefined),
    footer: footer(data.generator),
  });
}
