import { type MetricName, metricNames, spread } from '@pneumo/metrics';
import { PneumoError } from '@pneumo/core';
import { spreadChart } from './charts/spreadChart.ts';
import { checkSchemaVersion } from './checkSchemaVersion.ts';
import { byline, footer } from './footer.ts';
import { type FigureName, figure, figureNames } from './format.ts';
import { chartFigure, factList, findingsList, notice } from './html/blocks.ts';
import { html } from './html/html.ts';
import { page } from './html/page.ts';
import type { SafeHtml } from './html/SafeHtml.ts';
import { numeric, scrollingTable } from './html/scrollingTable.ts';
import type { SeedsPart, SeedsReportData } from './seedsReportData.ts';

/** The figures of the drawing; the tables have all. */
const DRAWN: readonly MetricName[] = ['auroc', 'sensitivity', 'specificity', 'precision', 'f1', 'accuracy'];

/**
 * Renders what one training gave with several seeds as one HTML file: mean, standard deviation and range of every
 * figure, and every single run; no script, no outside resources.
 *
 * @param data - the runs; all text is escaped
 * @returns a whole HTML document
 * @throws PneumoError `UNKNOWN_SCHEMA_VERSION` when the data has another form, `INVALID_ARGUMENT` when a part or a
 *   row has not one entry a run
 *
 * @example
 * ```ts
 * import { binaryMetrics } from '@pneumo/metrics';
 * const figures = (probabilities) => Object.fromEntries(
 *   Object.entries(binaryMetrics([0, 1, 1], probabilities, 0.5)).map(([name, value]) => [name, { value }]),
 * );
 * const document = await renderSeedsReport({
 *   schemaVersion: 1, title: 'CNN, two seeds', answer: ['AUROC 0.750 in the mean.'], warnings: [],
 *   names: ['seed 0', 'seed 1'], parts: [{ name: 'Test', runs: [figures([0.2, 0.4, 0.9]), figures([0.5, 0.4, 0.9])] }],
 *   beside: [{ name: 'Best epoch', values: ['3', '5'] }], method: [], facts: [],
 * });
 * document.includes('AUROC 0.750 in the mean.'); // true
 * ```
 */
export async function renderSeedsReport(data: SeedsReportData): Promise<string> {
  checkSchemaVersion('renderSeedsReport', data.schemaVersion);
  const { title, date, generator, answer, warnings, names, parts, beside, method, facts } = data;
  for (const { name, entries } of [
    ...parts.map((part) => ({ name: part.name, entries: part.runs.length })),
    ...beside.map((row) => ({ name: row.name, entries: row.values.length })),
  ]) {
    if (entries !== names.length || names.length === 0) {
      throw new PneumoError(
        'INVALID_ARGUMENT',
        `renderSeedsReport got ${entries} entries in '${name}' for ${names.length} runs; give one a run, and at least one run.`,
      );
    }
  }
  const drawn = parts[0];
  const chart =
    drawn &&
    (await chartFigure(spreadChart(drawn.runs, DRAWN), {
      id: 'spread',
      title: drawn.name,
      label: `${drawn.name}: the figures of ${names.length} runs as dots, their means as strokes`,
      caption: 'A dot is a run, the stroke their mean.',
    }));
  return page({
    title,
    kicker: 'Training with several seeds',
    line: byline(date, generator),
    lead: html`${notice(warnings)}${findingsList(answer)}`,
    sections: [
      {
        id: 'figures',
        title: 'Figures',
        body: html`${chart && html`<div class="charts">${chart}</div>`}${parts.map((part) => partTable(part, names))}`,
      },
      { id: 'runs', title: 'Every run', body: besideTable(data) },
      {
        id: 'method',
        title: 'How it was done',
        body: html`${method.map((sentence) => html`<p>${sentence}</p>`)}${factList(facts)}`,
      },
    ],
    footer: footer(generator),
  });
}

function partTable({ name: part, note, runs }: SeedsPart, names: readonly string[]): SafeHtml {
  const rows = metricNames.map((metric) => {
    const { name, meaning, form } = figureNames[metric];
    const values = runs.map((run) => run[metric].value);
    return html`<tr>
      <th scope="row">${name}<span class="small">${meaning}</span></th>
      ${spreadCells(
        values.flatMap((value) => value ?? []),
        form,
      )}
      ${values.map((value) => html`<td class="n">${figure(value, form)}</td>`)}
    </tr>`;
  });
  return scrollingTable({
    label: part,
    kind: 'seeds',
    caption: html`<strong>${part}</strong>${note}`,
    headings: ['Figure', ...numeric('Mean', 'Standard deviation', 'From', 'To', ...names)],
    rows,
  });
}

function spreadCells(values: readonly number[], form: FigureName['form']): SafeHtml[] {
  if (values.length === 0) return ['not defined', '', '', ''].map((text) => html`<td class="n">${text}</td>`);
  const { mean, standardDeviation, min, max } = spread(values);
  return [
    figure(mean, form),
    standardDeviation === null ? '–' : figure(standardDeviation, form),
    figure(min, form),
    figure(max, form),
  ].map((text) => html`<td class="n">${text}</td>`);
}

function besideTable({ names, beside }: SeedsReportData): SafeHtml {
  return scrollingTable({
    label: 'Every run',
    kind: 'runs',
    headings: ['Run', ...numeric(...beside.map(({ name }) => name))],
    rows: names.map(
      (name, i) =>
        html`<tr>
          <th scope="row">${name}</th>
          ${beside.map(({ values }) => html`<td class="n">${values[i]}</td>`)}
        </tr>`,
    ),
  });
}
