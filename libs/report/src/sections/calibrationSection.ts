import { reliabilityChart } from '../charts/reliabilityChart.ts';
import { count } from '../format.ts';
import { chartFigure } from '../html/blocks.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/page.ts';
import type { SafeHtml } from '../html/SafeHtml.ts';
import { numeric, scrollingTable } from '../html/scrollingTable.ts';
import { partName } from '../partName.ts';
import type { CalibratedPart, ProbabilityQuality, RunReportData } from '../runReportData.ts';

/** What can be said of probabilities, best at 0. */
const FIGURES: readonly (readonly [
  title: string,
  meaning: string,
  key: 'calibrationError' | 'brierScore' | 'logLoss',
])[] = [
  ['Expected calibration error', 'by how much what was said and what was differ', 'calibrationError'],
  ['Brier score', 'mean squared distance of probability and label', 'brierScore'],
  ['Log loss', 'what a sure mistake costs', 'logLoss'],
];

/**
 * What a calibration changed: reliability diagrams and figures before and after.
 *
 * @param data - the run
 * @returns the section; undefined where nothing was calibrated
 */
export async function calibrationSection({ calibration }: RunReportData): Promise<Section | undefined> {
  if (calibration === undefined) return undefined;
  const { method, fittedOn, parts } = calibration;
  const charts = await Promise.all(parts.map(figureOf));
  const body = html`<p>
      Probabilities come from the logits by a calibration (${method}) that was fitted on
      ${partName(fittedOn).toLowerCase()} images and is saved with the model. On those images it looks better
      than it is.
    </p>
    <div class="charts">${charts}</div>
    ${parts.map(tableOf)}`;
  return { id: 'calibration', title: 'Probabilities', body };
}

function figureOf({ part, n, before, after }: CalibratedPart): Promise<SafeHtml> {
  const name = partName(part).toLowerCase();
  return chartFigure(
    reliabilityChart([
      { name: 'before', bins: before.bins },
      { name: 'after', bins: after.bins },
    ]),
    {
      id: `reliability-${part}`,
      title: `Reliability, ${name}`,
      label: `Reliability diagram of ${count(n)} ${name} images before and after the calibration.`,
      caption: 'On the dotted diagonal probabilities are frequencies; larger points are more images.',
    },
  );
}

function tableOf({ part, n, before, after }: CalibratedPart): SafeHtml {
  const cell = (quality: ProbabilityQuality, key: (typeof FIGURES)[number][2]): SafeHtml =>
    html`<td class="n">${quality[key]?.toFixed(4) ?? 'not defined'}</td>`;
  const title = `${partName(part)}, ${count(n)} images`;
  return scrollingTable({
    label: `Probabilities before and after calibration, ${title}`,
    caption: html`<strong>${title}</strong>`,
    headings: ['Figure, best at 0', ...numeric('Before', 'After')],
    rows: FIGURES.map(
      ([name, meaning, key]) =>
        html`<tr>
          <th scope="row">${name}<span class="small meaning">${meaning}</span></th>
          ${cell(before, key)}${cell(after, key)}
        </tr>`,
    ),
  });
}
