import { count } from '../format.ts';
import { factList } from '../html/blocks.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/page.ts';
import type { SafeHtml } from '../html/SafeHtml.ts';
import { scrollingTable } from '../html/scrollingTable.ts';
import type { LeftOutImage, RunReportData } from '../runReportData.ts';
import { partsBlock } from './partsBlock.ts';

/** So many images that were left out are named. */
const NAMED = 20;

/**
 * What the model was trained and judged on.
 *
 * @param data - the run
 * @returns the section
 */
export async function dataSection({ data }: RunReportData): Promise<Section> {
  const { name, synthetic, parts, split, leftOut, facts = [] } = data;
  const body = html`<p>
      ${name}${synthetic && ': generated images, no patient’s'}. Split
      <strong>${split.name}</strong>${split.seed !== undefined && `, seed ${split.seed}`}:
      ${split.description}
    </p>
    <p>
      ${
        split.sharedPatients === 0
          ? 'No patient stands in both training and validation.'
          : `${count(split.sharedPatients)} ${split.sharedPatients === 1 ? 'patient stands' : 'patients stand'} in both training and validation.`
      }
    </p>
    ${await partsBlock(parts)} ${leftOutTable(leftOut)} ${factList(facts)}`;
  return { id: 'data', title: 'Data', body };
}

function leftOutTable(images: readonly LeftOutImage[]): SafeHtml {
  if (images.length === 0) return html``;
  const title = `${count(images.length)} ${images.length === 1 ? 'image was' : 'images were'} left out`;
  const hidden = images.length - NAMED;
  return html`<details>
    <summary>${title}</summary>
    ${scrollingTable({
      label: title,
      kind: 'left-out',
      headings: ['Image', 'Patient', 'Reason'],
      rows: images.slice(0, NAMED).map(
        ({ id, patient, reason }) =>
          html`<tr>
            <td class="id">${id}</td>
            <td class="id">${patient ?? 'unknown'}</td>
            <td>${reason}</td>
          </tr>`,
      ),
    })}${hidden > 0 && html`<p class="small">and ${count(hidden)} more.</p>`}
  </details>`;
}
