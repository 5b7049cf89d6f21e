import { type Estimate, type Evaluation, type MetricName, metricNames } from '@pneumo/metrics';
import { coverage, count, figure, figureNames, interval } from '../format.ts';
import { html } from '../html/html.ts';
import type { SafeHtml } from '../html/SafeHtml.ts';
import { scrollingTable } from '../html/scrollingTable.ts';
import type { PaletteColour } from '../palette.ts';

/** One column of a {@link figuresTable}. */
export interface FiguresColumn {
  /** Its heading: `Validation` or `Test`. */
  readonly name: string;
  /** The colour of its bars. */
  readonly colour: PaletteColour;
  /** What it shows. */
  readonly evaluation: Evaluation;
}

/** Figures that do not depend on a threshold. */
const WITHOUT_THRESHOLD: ReadonlySet<MetricName> = new Set(['auroc', 'averagePrecision', 'brierScore']);

/**
 * All figures with their intervals, one column for each part of the data.
 *
 * @param title - the table's title
 * @param columns - at least one
 * @param withAreas - false leaves out the figures that do not depend on the threshold
 * @returns the table, which scrolls by itself
 */
export function figuresTable(title: string, columns: readonly FiguresColumn[], withAreas = true): SafeHtml {
  const names = metricNames.filter((name) => withAreas || !WITHOUT_THRESHOLD.has(name));
  const first = columns[0]!.evaluation.bootstrap;
  const caption = html`<strong>${title}</strong>Below each figure its ${coverage(first.level)} interval:
    ${first.method} bootstrap over patients, ${count(first.resamples)} resamples.`;
  const head = columns.map(
    ({ name, evaluation }) =>
      html`${name}<span class="small"
          >${count(evaluation.n)} images, ${count(evaluation.patients)} patients</span
        >`,
  );
  const rows = names.map((metric) => {
    const { name, meaning, form } = figureNames[metric];
    const cells = columns.map(
      ({ evaluation, colour }) => html`<td class="value">${estimate(evaluation[metric], form, colour)}</td>`,
    );
    return html`<tr>
      <th scope="row">${name}<span class="small meaning">${meaning}</span></th>
      ${cells}
    </tr>`;
  });
  return scrollingTable({
    label: title,
    kind: 'figures',
    caption,
    headings: ['Figure', ...head],
    rows,
  });
}

/**
 * A figure, its interval and both as a bar from 0 to 1.
 *
 * @param figures - value and interval
 * @param form - percent or decimal
 * @param colour - the bar's colour
 * @returns what stands in a cell
 */
export function estimate(figures: Estimate, form: 'percent' | 'decimal', colour: PaletteColour): SafeHtml {
  const { value, low, high } = figures;
  const share = (x: number): string => `${Number((x * 100).toFixed(2))}%`;
  const bar =
    value !== null &&
    low !== null &&
    high !== null &&
    html`<span
      class="strip"
      aria-hidden="true"
      style="--part:var(--${colour});--value:${share(value)};--low:${share(low)};--high:${share(high)}"
      ><i></i><b></b
    ></span>`;
  return html`<strong>${figure(value, form)}</strong>
    <span class="small">${interval(figures, form)}</span>${bar}`;
}
