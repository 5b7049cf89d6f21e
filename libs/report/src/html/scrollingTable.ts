import { html, type HtmlValue } from './html.ts';
import type { SafeHtml } from './SafeHtml.ts';

/** A column's heading; `numeric` stands above figures, flush with them. */
export type Heading = SafeHtml | string | { readonly numeric: string };

/** What a {@link scrollingTable} is made of. */
export interface TableParts {
  /** What the table shows, for people who cannot see it. */
  readonly label: string;
  /** Class of the table. */
  readonly kind?: string;
  /** What stands above it. */
  readonly caption?: HtmlValue;
  /** A heading for each column. */
  readonly headings: readonly Heading[];
  /** Its rows: `tr` elements. */
  readonly rows: readonly HtmlValue[];
}

/**
 * A table that scrolls by itself where the page is too narrow for it, also by keyboard.
 *
 * @param parts - label, headings and rows
 * @returns the table
 */
export function scrollingTable({ label, kind, caption, headings, rows }: TableParts): SafeHtml {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
    <table${kind !== undefined && html` class="${kind}"`}>
      ${
        caption !== undefined &&
        html`<caption>
          ${caption}
        </caption>`
      }
      <thead>
        <tr>
          ${headings.map(headingCell)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}

/** Several headings of columns with figures. */
export function numeric(...names: readonly string[]): { readonly numeric: string }[] {
  return names.map((name) => ({ numeric: name }));
}

function headingCell(heading: Heading): SafeHtml {
  if (typeof heading === 'object' && 'numeric' in heading)
    return html`<th scope="col" class="n">${heading.numeric}</th>`;
  return html`<th scope="col">${heading}</th>`;
}
