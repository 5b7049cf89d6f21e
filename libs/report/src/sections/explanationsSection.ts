import { percent, probability } from '../format.ts';
import { checkedSrc } from '../html/checkImage.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/page.ts';
import type { SafeHtml } from '../html/SafeHtml.ts';
import { partName } from '../partName.ts';
import type { ExplainedImage, RunReportData } from '../runReportData.ts';

/**
 * Heat maps of single cases, right and wrong ones apart.
 *
 * @param data - the run
 * @returns the section; undefined where no case was explained
 * @throws PneumoError `INVALID_IMAGE_SRC` when a picture does not lie inside the report
 */
export function explanationsSection({ explanations, threshold }: RunReportData): Section | undefined {
  if (explanations === undefined || explanations.images.length === 0) return undefined;
  const { method, layer, part, selection, images } = explanations;
  const groups = [
    { title: 'Right: PNEUMONIA found', label: 1, positive: true },
    { title: 'Right: NORMAL recognised', label: 0, positive: false },
    { title: 'Wrong: PNEUMONIA missed', label: 1, positive: false },
    { title: 'Wrong: NORMAL called PNEUMONIA', label: 0, positive: true },
    { title: 'Without a label: called PNEUMONIA', label: undefined, positive: true },
    { title: 'Without a label: called NORMAL', label: undefined, positive: false },
  ];
  const galleries = groups.map(({ title, label, positive }) => {
    const own = images.filter(
      (image) => image.label === label && image.probability >= threshold.value === positive,
    );
    return (
      own.length > 0 &&
      html`<h3>${title}</h3>
        <ul class="gallery">
          ${own.map((image) => html`<li>${explained(image, method)}</li>`)}
        </ul>`
    );
  });
  const body = html`<p>
      ${method} at layer <code>${layer}</code>, ${partName(part).toLowerCase()}
      images${selection !== undefined && `: ${selection}`}. Warm colours mark what spoke for PNEUMONIA. A map
      shows where the model looked, not that it looked for the right reason.
    </p>
    ${galleries}`;
  return { id: 'explanations', title: 'What the model looked at', body };
}

function explained(image: ExplainedImage, method: string): SafeHtml {
  const { id, label, probability: value, caption, lungFraction } = image;
  const truth = label === undefined ? 'unknown' : label === 1 ? 'PNEUMONIA' : 'NORMAL';
  return html`<figure>
    <img
      src="${checkedSrc(image)}"
      alt="${`${method} over ${id}: truth ${truth}, probability of pneumonia ${probability(value)}`}"
    />
    <figcaption>
      <span class="said">probability ${probability(value)}</span>truth:
      ${truth}${caption !== undefined && html`<br />${caption}`}${
        lungFraction !== undefined && html`<br />${percent(lungFraction)} of the heat within the lungs`
      }<span class="id">${id}</span>
    </figcaption>
  </figure>`;
}
