import type { Evaluation } from '@pneumo/metrics';
import { count, percent, probability } from '../format.ts';
import { html } from '../html/html.ts';
import type { SafeHtml } from '../html/SafeHtml.ts';
import { scrollingTable } from '../html/scrollingTable.ts';

/**
 * Truth against decision: counts, and shares of each truth. A cell is the darker the greater its share.
 *
 * @param title - what was judged, such as `Test, locked threshold`
 * @param evaluation - the judgement
 * @returns the table
 */
export function confusionTable(title: string, { confusion, threshold }: Evaluation): SafeHtml {
  const { truePositive, falsePositive, trueNegative, falseNegative } = confusion;
  const row = (truth: string, normal: number, pneumonia: number, right: 'normal' | 'pneumonia'): SafeHtml => {
    const total = normal + pneumonia;
    const cell = (images: number, good: boolean): SafeHtml => {
      const share = total === 0 ? 0 : images / total;
      return html`<td style="--cell:var(--${good ? 'normal' : 'pneumonia'});--share:${share.toFixed(3)}">
        <strong>${count(images)}</strong
        ><span class="small">${total === 0 ? 'none' : `${percent(share)} of ${truth}`}</span>
      </td>`;
    };
    return html`<tr>
      <th scope="row">${truth}<span class="small">${count(total)} images</span></th>
      ${cell(normal, right === 'normal')}${cell(pneumonia, right === 'pneumonia')}
    </tr>`;
  };
  return scrollingTable({
    label: title,
    kind: 'confusion',
    caption: html`<strong>${title}</strong>PNEUMONIA from a probability of ${probability(threshold)}.`,
    headings: ['Truth', 'called NORMAL', 'called PNEUMONIA'],
    rows: [
      row('NORMAL', trueNegative, falsePositive, 'normal'),
      row('PNEUMONIA', falseNegative, truePositive, 'pneumonia'),
    ],
  });
}
