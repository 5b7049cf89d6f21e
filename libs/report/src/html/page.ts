import { html, trusted } from './html.ts';
import type { SafeHtml } from './SafeHtml.ts';
import { styles } from './styles.ts';

/** One section of a page. */
export interface Section {
  /** Its anchor, unique on the page. */
  readonly id: string;
  /** Its heading. */
  readonly title: string;
  /** What stands below the heading. */
  readonly body: SafeHtml;
}

/** What a page consists of. */
export interface PageParts {
  /** Title of the document and first heading. */
  readonly title: string;
  /** A line above the title. */
  readonly kicker: string;
  /** A line below the title. */
  readonly line?: SafeHtml;
  /** What stands between the title and the sections. */
  readonly lead: SafeHtml;
  /** The sections, in order. */
  readonly sections: readonly Section[];
  /** The last lines. */
  readonly footer: SafeHtml;
}

/**
 * A whole HTML document in one file: styles inside, no script, and a content security policy that
 * lets nothing be loaded from anywhere.
 *
 * @param parts - title, lead, sections, footer
 * @returns the document
 */
export function page({ title, kicker, line, lead, sections, footer }: PageParts): string {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${trusted(styles)}
        </style>
      </head>
      <body>
        <header class="masthead">
          <p class="kicker">${kicker}</p>
          <h1>${title}</h1>
          ${line && html`<p class="byline">${line}</p>`}
        </header>
        <nav class="contents" aria-label="Contents">
          <ul>
            ${sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`)}
          </ul>
        </nav>
        <main>
          ${lead}
          ${sections.map(
            ({ id, title: name, body }) =>
              html`<section id="${id}" aria-labelledby="${id}-heading">
                <h2 id="${id}-heading">${name}</h2>
                ${body}
              </section> `,
          )}
        </main>
        <footer>${footer}</footer>
      </body>
    </html> `;
  return `${document.toString().trim()}\n`;
}
