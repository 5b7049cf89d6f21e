import { SafeHtml } from './SafeHtml.ts';

/** What may stand in a hole of the `html` tag. */
export type HtmlValue = SafeHtml | string | number | null | undefined | false | readonly HtmlValue[];

/**
 * Template tag for markup: every text in a hole is escaped, for element content and for attributes
 * in double quotes alike; markup of this tag passes through, lists are joined, and null, undefined
 * and false leave nothing.
 *
 * @param parts - the fixed parts of the template
 * @param values - what stands in its holes
 * @returns the markup
 */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): SafeHtml {
  return new SafeHtml(parts.map((part, i) => (i === 0 ? part : render(values[i - 1]) + part)).join(''));
}

/**
 * Lets markup through that is safe for a reason that the caller knows, such as a drawing of ours.
 *
 * @param markup - safe markup
 * @returns the same, marked as safe
 */
export function trusted(markup: string): SafeHtml {
  return new SafeHtml(markup);
}

/**
 * Escapes text for element content and for attributes in double or single quotes. Control characters
 * that HTML does not allow become the replacement character.
 *
 * @param text - any text
 * @returns text without markup
 */
export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g, '\ufffd');
}

function render(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof SafeHtml) return value.toString();
  if (Array.isArray(value)) return value.map((item: HtmlValue) => render(item)).join('');
  return escapeText(String(value));
}
