import { html } from './html/html.ts';
import type { SafeHtml } from './html/SafeHtml.ts';

/** The last lines of every report. */
export function footer(generator?: string): SafeHtml {
  return html`<p>
      <strong>A research and teaching tool, no medical device.</strong> Nothing here may guide the care of a
      patient.
    </p>
    ${generator !== undefined && html`<p>Made by ${generator}.</p>`}`;
}

/** Date and program as one line. */
export function byline(...words: readonly (string | undefined)[]): SafeHtml {
  return html`${words.filter((word) => word !== undefined).join(' · ')}`;
}
