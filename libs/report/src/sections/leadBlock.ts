import type { MetricName } from '@pneumo/metrics';
import { count, coverage, figure, figureNames, interval } from '../format.ts';
import { notice } from '../html/blocks.ts';
import { html } from '../html/html.ts';
import type { SafeHtml } from '../html/SafeHtml.ts';
import type { RunReportData } from '../runReportData.ts';
import { judgedParts } from './judgedParts.ts';

/** The figures at the top. */
const HEADLINES: readonly MetricName[] = ['auroc', 'sensitivity', 'specificity', 'accuracy'];

/**
 * What the reader must know first: warnings, and the figures that matter most.
 *
 * @param data - the run
 * @returns what stands above the sections
 */
export function leadBlock(data: RunReportData): SafeHtml {
  const { sharedPatients, sharedDuplicates = 0 } = data.data.split;
  const shared = html`<strong>Validation figures are too good.</strong> ${count(sharedPatients)}
    ${sharedPatients === 1 ? 'patient has' : 'patients have'} images in more than one part, so validation is
    no test of new patients, and threshold and weights were chosen on it.`;
  const copied = html`<strong>The same pictures stand in several parts.</strong> ${count(sharedDuplicates)}
    ${sharedDuplicates === 1 ? 'picture stands' : 'pictures stand'} in more than one part under different
    names; figures on them are too good.`;
  const synthetic = html`<strong>Generated images.</strong> The figures say how the program works; they hold
    for no patient.`;
  return html`${notice(
    [...(sharedPatients > 0 ? [shared] : []), ...(sharedDuplicates > 0 ? [copied] : [])],
    true,
  )}${notice([...(data.data.synthetic ? [synthetic] : []), ...data.warnings])}${headlines(data)}`;
}

function headlines(data: RunReportData): SafeHtml {
  const part = judgedParts(data).at(-1);
  if (part === undefined) return html``;
  const evaluation = part.results.atThreshold;
  const cards = HEADLINES.map((metric) => {
    const { name, form } = figureNames[metric];
    const ends = interval(evaluation[metric], form);
    return html`<div class="card">
      <dt>${name}</dt>
      <dd><span class="big">${figure(evaluation[metric].value, form)}</span></dd>
      ${ends !== '' && html`<dd class="small">${ends}</dd>`}
    </div>`;
  });
  const chosen =
    part.name === 'Test'
      ? 'Nothing was chosen on these images.'
      : 'Weights and threshold were chosen on these images: the figures are too good.';
  return html`<dl class="cards">${cards}</dl>
    <p class="small">
      ${data.model.name} on ${count(evaluation.n)} ${part.name.toLowerCase()} images of
      ${count(evaluation.patients)} patients, at the locked threshold, with
      ${coverage(evaluation.bootstrap.level)} intervals. ${chosen}
    </p>`;
}
