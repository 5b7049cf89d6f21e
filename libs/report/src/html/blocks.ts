import type { TopLevelSpec } from 'vega-lite';
import { renderSvg } from '../renderSvg.ts';
import type { EmbeddedImage, Fact } from '../runReportData.ts';
import { checkedSrc } from './checkImage.ts';
import { html, trusted } from './html.ts';
import type { SafeHtml } from './SafeHtml.ts';

/** Names and values side by side; on a phone below each other. Nothing for no facts. */
export function factList(facts: readonly Fact[]): SafeHtml {
  if (facts.length === 0) return html``;
  return html`<dl class="facts">
    ${facts.map(
      ({ name, value }) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;
}

/**
 * Small pictures side by side, each with its id.
 *
 * @throws PneumoError `INVALID_IMAGE_SRC` when a picture does not lie inside the report
 */
export function contactSheet(title: string, images: readonly EmbeddedImage[]): SafeHtml {
  return html`<ul class="gallery sheet">
    ${images.map(
      (image) =>
        html`<li>
          <figure>
            <img src="${checkedSrc(image)}" alt="${`${title}: ${image.id}`}" />
            <figcaption><span class="id">${image.id}</span></figcaption>
          </figure>
        </li>`,
    )}
  </ul>`;
}

/** The answer at the head of a report, a sentence a line. Nothing for no sentences. */
export function findingsList(sentences: readonly (string | SafeHtml)[]): SafeHtml {
  if (sentences.length === 0) return html``;
  return html`<ul class="plain findings">
    ${sentences.map((sentence) => html`<li>${sentence}</li>`)}
  </ul>`;
}

/** What {@link chartFigure} needs beside the drawing. */
export interface ChartWords {
  /** Prefix of ids, unique on the page. */
  readonly id: string;
  /** Short title above the drawing. */
  readonly title: string;
  /** What the drawing shows, for people who cannot see it. */
  readonly label: string;
  /** A line below it. */
  readonly caption?: string;
}

/** A drawing with its title and caption. */
export async function chartFigure(spec: TopLevelSpec, words: ChartWords): Promise<SafeHtml> {
  const svg = await renderSvg(spec, { label: words.label, themed: true, idPrefix: words.id });
  return html`<figure>
    <p class="chart-title">${words.title}</p>
    ${trusted(svg)}${words.caption !== undefined && html`<figcaption>${words.caption}</figcaption>`}
  </figure>`;
}

/** Paragraphs that warn: red where `danger`. Nothing for no words. */
export function notice(words: readonly (string | SafeHtml)[], danger = false): SafeHtml {
  if (words.length === 0) return html``;
  const body =
    words.length === 1
      ? html`<p>${words[0]}</p>`
      : html`<ul>
          ${words.map((word) => html`<li>${word}</li>`)}
        </ul>`;
  return html`<div class="${danger ? 'notice danger' : 'notice'}" role="note">${body}</div>`;
}
