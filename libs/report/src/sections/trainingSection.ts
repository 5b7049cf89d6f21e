import { learningCurves } from '../charts/learningCurves.ts';
import { figure } from '../format.ts';
import { chartFigure, factList } from '../html/blocks.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/page.ts';
import type { SafeHtml } from '../html/SafeHtml.ts';
import { numeric, scrollingTable } from '../html/scrollingTable.ts';
import type { HistoryPoint, RunReportData, TrainingFacts } from '../runReportData.ts';

/**
 * Model, recipe and the course of the training.
 *
 * @param data - the run
 * @returns the section
 */
export async function trainingSection({ model, training }: RunReportData): Promise<Section> {
  const body = html`<h3>${model.name}</h3>
    ${model.description !== undefined && html`<p>${model.description}</p>`} ${factList(model.facts)}
    ${
      training &&
      html`<h3>${training.recipe === undefined ? 'Settings' : `Recipe ${training.recipe}`}</h3>
        ${factList(training.facts)}${await course(training)}`
    }`;
  return { id: 'training', title: training ? 'Model and training' : 'Model', body };
}

async function course({ history, bestEpoch, ended }: TrainingFacts): Promise<SafeHtml> {
  const kept = bestEpoch !== undefined && `The weights of epoch ${bestEpoch} were kept.`;
  const words = html`<p>${ended !== undefined && `Training ended: ${ended}. `}${kept}</p>`;
  if (history.length === 0) return words;
  const { loss, auroc, learningRate } = learningCurves(history, bestEpoch);
  const last = history.at(-1)!;
  const at =
    bestEpoch === undefined ? '' : ` The dotted line is epoch ${bestEpoch}, whose weights were kept.`;
  const charts = [
    await chartFigure(loss, {
      id: 'loss',
      title: 'Loss',
      label: `Training and validation loss over ${history.length} epochs; training loss at the end ${number(last.trainLoss)}.${at}`,
    }),
    auroc &&
      (await chartFigure(auroc, {
        id: 'auroc',
        title: 'Validation AUROC',
        label: `Validation AUROC over ${history.length} epochs; at the end ${number(last.valAuroc)}.${at}`,
      })),
    await chartFigure(learningRate, {
      id: 'rate',
      title: 'Learning rate',
      label: `Learning rate over ${history.length} epochs; at the end ${rate(last.learningRate)}.`,
    }),
  ];
  return html`<h3>Course of the training</h3>
    ${words}
    <div class="charts three">${charts}</div>
    <details>
      <summary>Figures of every epoch</summary>
      ${epochs(history, bestEpoch)}
    </details>`;
}

/** The share of the training's seconds. */
function waiting({ dataSeconds, seconds }: HistoryPoint): string {
  return dataSeconds === undefined || !seconds ? '–' : `${((100 * dataSeconds) / seconds).toFixed(1)} %`;
}

function epochs(history: readonly HistoryPoint[], bestEpoch: number | undefined): SafeHtml {
  const withWaiting = history.some(({ dataSeconds }) => dataSeconds !== undefined);
  const withMemory = history.some(({ peakMemory }) => peakMemory !== undefined);
  const rows = history.map(
    (point) =>
      html`<tr>
        <th scope="row" class="n">${point.epoch}${point.epoch === bestEpoch && ' (kept)'}</th>
        <td class="n">${number(point.trainLoss)}</td>
        <td class="n">${number(point.valLoss)}</td>
        <td class="n">${number(point.valAuroc)}</td>
        <td class="n">${rate(point.learningRate)}</td>
        <td class="n">${point.seconds?.toFixed(1) ?? '–'}</td>
        ${withWaiting && html`<td class="n">${waiting(point)}</td>`}
        <td class="n">${point.imagesPerSecond?.toFixed(1) ?? '–'}</td>
        ${withMemory && html`<td class="n">${gigabytes(point.peakMemory)}</td>`}
      </tr>`,
  );
  const heads = [
    'Epoch',
    'Training loss',
    'Validation loss',
    'Validation AUROC',
    'Learning rate',
    'Seconds',
    ...(withWaiting ? ['Waiting for images'] : []),
    'Images a second',
    ...(withMemory ? ['Peak memory, GB'] : []),
  ];
  return scrollingTable({
    label: 'Figures of every epoch',
    kind: 'epochs',
    headings: numeric(...heads),
    rows,
  });
}

function number(value: number | undefined): string {
  return value === undefined ? '–' : Number.isFinite(value) ? figure(value, 'decimal') : 'not finite';
}

function gigabytes(bytes: number | undefined): string {
  return bytes === undefined ? '–' : (bytes / 1e9).toFixed(2);
}

function rate(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'not finite';
}
