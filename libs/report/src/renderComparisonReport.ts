import { type MetricName, metricNames } from '@pneumo/metrics';
import { differenceChart } from './charts/differenceChart.ts';
import { checkSchemaVersion } from './checkSchemaVersion.ts';
import type { ComparisonReportData } from './comparisonReportData.ts';
import { byline, footer } from './footer.ts';
import { coverage, figure, figureNames } from './format.ts';
import { chartFigure, factList, findingsList, notice } from './html/blocks.ts';
import { html } from './html/html.ts';
import { page } from './html/page.ts';
import type { SafeHtml } from './html/SafeHtml.ts';
import { numeric, scrollingTable } from './html/scrollingTable.ts';

/** The figures of the drawing; the table has all. */
const DRAWN: readonly MetricName[] = ['auroc', 'sensitivity', 'specificity', 'precision', 'f1', 'accuracy'];

/**
 * Renders a comparison of two models on the same images as one HTML file: the answer in words, every figure of
 * both sides, the differences with their intervals; no script, no outside resources.
 *
 * @param data - what was compared; all text is escaped
 * @returns a whole HTML document
 * @throws PneumoError `UNKNOWN_SCHEMA_VERSION` when the data has another form
 *
 * @example
 * ```ts
 * import { comparePredictions } from '@pneumo/metrics';
 * const row = (id, label, probability) => ({ id, patient: id, label, logit: 0, probability, model: 'cnn', split: 'test' });
 * const run = { predictions: [row('a', 0, 0.2), row('b', 1, 0.7)], threshold: 0.5 };
 * const document = await renderComparisonReport({
 *   schemaVersion: 1, title: 'A beside B', kicker: 'Comparison', answer: ['No difference is seen.'], warnings: [],
 *   sides: ['A', 'B'], comparison: comparePredictions([run], [run], { seed: 1, resamples: 50 }), method: [], facts: [],
 * });
 * document.includes('No difference is seen.'); // true
 * ```
 */
export async function renderComparisonReport(data: ComparisonReportData): Promise<string> {
  checkSchemaVersion('renderComparisonReport', data.schemaVersion);
  const { title, kicker, date, generator, answer, warnings, sides, comparison, method, facts } = data;
  const chart = await chartFigure(differenceChart(comparison, DRAWN), {
    id: 'differences',
    title: `${sides[1]} minus ${sides[0]}`,
    label: 'Differences of the figures with their intervals around a line at zero',
    caption: `Lines are ${coverage(comparison.bootstrap.level)} intervals over patients, both models judged on the same ones. Where a line crosses zero no difference is seen.`,
  });
  return page({
    title,
    kicker,
    line: byline(date, generator),
    lead: html`${notice(warnings)}${findingsList(answer)}`,
    sections: [
      { id: 'figures', title: 'Figures', body: html`${chart}${figuresTable(data)}` },
      {
        id: 'method',
        title: 'How it was done',
        body: html`${method.map((sentence) => html`<p>${sentence}</p>`)}${factList(facts)}`,
      },
    ],
    footer: footer(generator),
  });
}

function figuresTable({ sides, comparison, beside = [] }: ComparisonReportData): SafeHtml {
  const rows = metricNames.map((name) => {
    const { first, second, difference } = comparison.metrics[name];
    const { name: title, meaning, form } = figureNames[name];
    return html`<tr>
      <th scope="row">${title}<span class="small">${meaning}</span></th>
      <td class="n">${figure(first, form)}</td>
      <td class="n">${figure(second, form)}</td>
      <td class="n">${signed(difference.value)}</td>
      <td class="n">
        ${difference.low === null ? '' : `${signed(difference.low)} to ${signed(difference.high)}`}
      </td>
    </tr>`;
  });
  const plain = beside.map(
    ({ name, first, second }) =>
      html`<tr>
        <th scope="row">${name}</th>
        <td class="n">${first}</td>
        <td class="n">${second}</td>
        <td></td>
        <td></td>
      </tr>`,
  );
  return scrollingTable({
    label: 'Figures of both sides',
    kind: 'comparison',
    headings: ['Figure', ...numeric(...sides, 'Difference', 'Interval')],
    rows: [rows, plain],
  });
}

/** A difference with its sign, three digits. */
function signed(value: number | null): string {
  if (value === null) return 'not defined';
  const text = Math.abs(value).toFixed(3);
  return Number(text) === 0 ? '0.000' : `${value < 0 ? '−' : '+'}${text}`;
}
