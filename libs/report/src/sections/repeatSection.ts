import { factList } from '../html/blocks.ts';
import { html } from '../html/html.ts';
import type { Section } from '../html/page.ts';
import type { RunReportData } from '../runReportData.ts';

/**
 * How to repeat the run, and where it ran.
 *
 * @param data - the run
 * @returns the section; undefined where neither is known
 */
export function repeatSection({ repeat, environment }: RunReportData): Section | undefined {
  if (repeat === undefined && environment.length === 0) return undefined;
  const commands = repeat && [...(repeat.before ?? []), repeat.command].join('\n');
  const body = html`${
    repeat &&
    html`<pre><code>${commands}</code></pre>
      ${repeat.note !== undefined && html`<p>${repeat.note}</p>`}`
  }${
    environment.length > 0 &&
    html`<h3>Environment</h3>
      ${factList(environment)}`
  }`;
  return { id: 'repeat', title: repeat ? 'How to repeat it' : 'Environment', body };
}
