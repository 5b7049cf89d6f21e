import { checkSchemaVersion } from './checkSchemaVersion.ts';
import { byline, footer } from './footer.ts';
import { figure, figureNames } from './format.ts';
import { factList, findingsList, notice } from './html/blocks.ts';
import { html } from './html/html.ts';
import { page } from './html/page.ts';
import type { SafeHtml } from './html/SafeHtml.ts';
import { numeric, scrollingTable } from './html/scrollingTable.ts';
import type { ShiftCell, ShiftReportData } from './shiftReportData.ts';

const FIGURES: readonly (keyof ShiftCell)[] = ['auroc', 'sensitivity', 'specificity'];

/** A loss of this much against the images as they are has the full colour. */
const FULL_LOSS = 0.3;

/**
 * Renders a model's figures under graded shifts as one HTML file: a heat table of each figure, a row a shift and a
 * column a severity, the darker the more is lost against the images as they are; no script, no outside resources.
 *
 * @param data - what was judged; all text is escaped
 * @returns a whole HTML document
 * @throws PneumoError `UNKNOWN_SCHEMA_VERSION` when the data has another form
 *
 * @example
 * ```ts
 * const whole = { auroc: 0.98, sensitivity: 0.95, specificity: 0.9 };
 * const noisy = { auroc: 0.91, sensitivity: 0.97, specificity: 0.6 };
 * const document = await renderShiftReport({
 *   schemaVersion: 1, title: 'Run 1 under shifts', answer: [], warnings: [], severities: [3], clean: whole, mean: noisy, facts: [],
 *   rows: [{ shift: 'noise', measures: 'standard deviation', amounts: [0.04], cells: [noisy] }],
 * });
 * document.includes('0.910'); // true
 * ```
 */
export async function renderShiftReport(data: ShiftReportData): Promise<string> {
  checkSchemaVersion('renderShiftReport', data.schemaVersion);
  const { title, date, generator, answer, warnings, clean, mean, facts } = data;
  const cards = FIGURES.map((name) => {
    const { name: called, form } = figureNames[name];
    return html`<div class="card">
      <dt>${called}, mean over shifts</dt>
      <dd><span class="big">${figure(mean[name], form)}</span></dd>
      <dd class="small">
        as they are ${figure(clean[name], form)}, lowest ${figure(lowest(data, name), form)}
      </dd>
    </div>`;
  });
  return page({
    title,
    kicker: 'Robustness · shift suite',
    line: byline(date, generator),
    lead: html`${notice(warnings)}
      <dl class="cards">${cards}</dl>
      ${findingsList(answer)}`,
    sections: [
      ...FIGURES.map((name) => ({
        id: name.toLowerCase(),
        title: figureNames[name].name,
        body: heatTable(data, name),
      })),
      {
        id: 'method',
        title: 'How it was done',
        body: html`<p>
            Every image was judged under every shift; what a shift does to an image is fixed by the suite's
            version and the image's id. Sensitivity and specificity are taken at the threshold that was locked
            before on images as they are. Means count each shift and severity once.
          </p>
          ${factList(facts)}`,
      },
    ],
    footer: footer(generator),
  });
}

function heatTable({ severities, clean, rows }: ShiftReportData, name: keyof ShiftCell): SafeHtml {
  const { name: title, meaning, form } = figureNames[name];
  const cell = (value: number | null): SafeHtml =>
    html`<td class="n" style="--share:${share(value, clean[name])}">${figure(value, form)}</td>`;
  return html`<p class="small">
      ${title}: ${meaning}. As they are: ${figure(clean[name], form)}. The colour says how much is lost
      against that.
    </p>
    ${scrollingTable({
      label: title,
      kind: 'heat',
      headings: ['Shift', ...numeric(...severities.map((severity) => `Severity ${severity}`), 'Mean')],
      rows: rows.map(
        ({ shift, measures, amounts, cells }) =>
          html`<tr>
            <th scope="row">${shift}<span class="small">${measures}: ${amounts.join(', ')}</span></th>
            ${cells.map((figures) => cell(figures[name]))}${cell(
              meanOf(cells.map((figures) => figures[name])),
            )}
          </tr>`,
      ),
    })}`;
}

/** How much of the colour a cell has, from 0 to 1. */
function share(value: number | null, clean: number | null): string {
  if (value === null || clean === null) return '0';
  return Math.min(1, Math.max(0, (clean - value) / FULL_LOSS)).toFixed(3);
}

function meanOf(values: readonly (number | null)[]): number | null {
  const defined = values.filter((value) => value !== null);
  return defined.length === 0 ? null : defined.reduce((sum, value) => sum + value, 0) / defined.length;
}

function lowest({ rows }: ShiftReportData, name: keyof ShiftCell): number | null {
  const values = rows
    .flatMap(({ cells }) => cells.map((cell) => cell[name]))
    .filter((value) => value !== null);
  return values.length === 0 ? null : Math.min(...values);
}
