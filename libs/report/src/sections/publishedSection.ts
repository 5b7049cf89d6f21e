import type { Evaluation } from '@pneumo/metrics';
import { figure, probability } from '../format.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/page.ts';
import type { SafeHtml } from '../html/SafeHtml.ts';
import { scrollingTable } from '../html/scrollingTable.ts';
import { publishedFigures } from '../publishedFigures.ts';
import type { RunReportData } from '../runReportData.ts';
import { estimate } from './figuresTable.ts';

/**
 * The study's published figures beside those of this run, on the same test set.
 *
 * @param data - the run
 * @returns the section; undefined where another data set was used or no test set was judged
 */
export function publishedSection({ publishedComparison, test, model }: RunReportData): Section | undefined {
  if (!publishedComparison || test === undefined) return undefined;
  const theirs = publishedFigures.map(
    ({ name, accuracy, auroc, specificity }) =>
      html`<tr>
        <th scope="row">${name}<span class="small">as published</span></th>
        <td class="value"><strong>${figure(accuracy, 'percent')}</strong></td>
        <td class="value"><strong>${figure(auroc, 'decimal')}</strong></td>
        <td class="value"><strong>${figure(specificity, 'percent')}</strong></td>
      </tr>`,
  );
  const ours = (words: string, { accuracy, auroc, specificity }: Evaluation): SafeHtml =>
    html`<tr class="ours">
      <th scope="row">${model.name}<span class="small">this run, ${words}</span></th>
      <td class="value">${estimate(accuracy, 'percent', 'test')}</td>
      <td class="value">${estimate(auroc, 'decimal', 'test')}</td>
      <td class="value">${estimate(specificity, 'percent', 'test')}</td>
    </tr>`;
  const body = html`<p>
      The study judged its two models on the same test images. It gives no intervals, and it chose its models
      under an image-wise split of the training data.
    </p>
    ${scrollingTable({
      label: 'Published figures beside those of this run',
      kind: 'published',
      caption: 'Test images of the official set.',
      headings: ['Model', 'Accuracy', 'AUROC', html`Recall of NORMAL<span class="small">specificity</span>`],
      rows: [
        theirs,
        test.atHalf && ours('threshold 0.5', test.atHalf),
        ours(`locked threshold ${probability(test.atThreshold.threshold)}`, test.atThreshold),
      ],
    })}`;
  return { id: 'published', title: 'Beside the published study', body };
}
