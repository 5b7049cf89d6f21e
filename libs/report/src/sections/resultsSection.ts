import { describeThresholdRule, type BinaryLabel, rocCurve } from '@pneumo/metrics';
import { type OperatingPoint, rocChart, type RocSeries } from '../charts/rocChart.ts';
import { scoreHistogram } from '../charts/scoreHistogram.ts';
import { count, figure, percent, probability } from '../format.ts';
import { chartFigure } from '../html/blocks.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/page.ts';
import type { SafeHtml } from '../html/SafeHtml.ts';
import { partName } from '../partName.ts';
import type { PartResults, RunReportData } from '../runReportData.ts';
import { confusionTable } from './confusionTable.ts';
import { figuresTable } from './figuresTable.ts';
import { type JudgedPart, judgedParts } from './judgedParts.ts';
import { subgroupsTable } from './subgroupsTable.ts';

/**
 * Figures, curves and confusion matrices of the parts that were judged.
 *
 * @param data - the run
 * @returns the section; undefined where nothing was judged
 */
export async function resultsSection(data: RunReportData): Promise<Section | undefined> {
  const parts = judgedParts(data);
  if (parts.length === 0) return undefined;
  const half = parts.flatMap(({ results: { atHalf }, ...rest }) =>
    atHalf === undefined ? [] : [{ ...rest, evaluation: atHalf }],
  );
  const body = html`${thresholdWords(data)}
    ${figuresTable(
      'Figures at the locked threshold',
      parts.map(({ results, ...rest }) => ({ ...rest, evaluation: results.atThreshold })),
    )}
    ${
      half.length > 0 &&
      html`<details>
        <summary>Figures at a threshold of 0.5</summary>
        ${figuresTable('Figures at a threshold of 0.5', half, false)}
      </details>`
    }
    <h3>Curves</h3>
    <div class="charts${parts.length > 1 && ' three'}">
      ${[await rocFigure(parts), ...(await Promise.all(parts.map((part) => histogramFigure(part, data.threshold.value))))]}
    </div>
    <h3>Decisions</h3>
    <div class="charts">${parts.map(confusions)}</div>
    ${subgroupsTable(parts)}`;
  return { id: 'results', title: 'Results', body };
}

function thresholdWords({ threshold }: RunReportData): SafeHtml {
  const { value, rule, sensitivity, specificity, n } = threshold;
  const part = partName(threshold.chosenOn).toLowerCase();
  const where =
    rule.kind === 'fixed'
      ? html`It was fixed beforehand.`
      : html`It was chosen on ${count(n)} ${part} images, by ${describeThresholdRule(rule)}, and then locked.`;
  const there =
    n > 0 &&
    html` On the ${part} images it gives a sensitivity of ${percent(sensitivity)} and a specificity of
    ${percent(specificity)}.`;
  return html`<p>
    An image is called PNEUMONIA from a probability of <strong>${probability(value)}</strong>, the threshold.
    ${where}${there}
  </p>`;
}

function labelled({ predictions }: PartResults): { labels: BinaryLabel[]; scores: number[] } {
  const known = predictions.filter((row) => row.label !== undefined);
  return { labels: known.map((row) => row.label!), scores: known.map((row) => row.probability) };
}

function operatingPoints({ atThreshold, atHalf }: PartResults): OperatingPoint[] {
  return [
    { name: 'locked threshold', evaluation: atThreshold },
    ...(atHalf ? [{ name: 'threshold 0.5', evaluation: atHalf }] : []),
  ].flatMap(({ name, evaluation }) => {
    const { value: sensitivity } = evaluation.sensitivity;
    const { value: specificity } = evaluation.specificity;
    return sensitivity === null || specificity === null ? [] : [{ name, sensitivity, specificity }];
  });
}

async function rocFigure(parts: readonly JudgedPart[]): Promise<SafeHtml> {
  const series = parts.flatMap(({ name, results }): RocSeries[] => {
    const { labels, scores } = labelled(results);
    // A curve needs both classes.
    if (!labels.includes(0) || !labels.includes(1)) return [];
    return [{ name, points: rocCurve(labels, scores), operatingPoints: operatingPoints(results) }];
  });
  if (series.length === 0) return html``;
  const areas = parts.map(
    ({ name, results }) => `${name} AUROC ${figure(results.atThreshold.auroc.value, 'decimal')}`,
  );
  return chartFigure(rocChart(series), {
    id: 'roc',
    title: 'ROC curve',
    label: `ROC curve with operating points. ${areas.join(', ')}.`,
    caption: `${areas.join(', ')}. The dotted diagonal is chance.`,
  });
}

function histogramFigure({ name, colour, results }: JudgedPart, threshold: number): Promise<SafeHtml> {
  const { labels } = labelled(results);
  const positives = labels.filter((label) => label === 1).length;
  return chartFigure(scoreHistogram(results.predictions, threshold), {
    id: `scores-${colour}`,
    title: `Probabilities, ${name.toLowerCase()}`,
    label: `Histogram of the probabilities of ${count(positives)} PNEUMONIA and ${count(labels.length - positives)} NORMAL images, with the threshold ${probability(threshold)}.`,
    caption: 'PNEUMONIA upwards, NORMAL downwards; wrong decisions lie on the far side of the line.',
  });
}

function confusions({ name, results: { atThreshold, atHalf } }: JudgedPart): SafeHtml[] {
  const shown = [
    { title: `${name}, locked threshold`, evaluation: atThreshold },
    ...(atHalf ? [{ title: `${name}, threshold 0.5`, evaluation: atHalf }] : []),
  ];
  return shown.map(({ title, evaluation }) => confusionTable(title, evaluation));
}
