/** One element of a parsed document. */
export interface ParsedElement {
  name: string;
  attributes: Record<string, string>;
  /** Text of the element and of all within it, white space collapsed. */
  text: string;
  /** Names of the elements around it, outermost first. */
  path: string[];
}

const VOID = new Set(['meta', 'img', 'br']);

/**
 * Parses markup by rules much stricter than those of browsers, so that anything that slipped through
 * unescaped fails: quoted attributes, closed elements, no bare `<`, no comments.
 */
export function parseMarkup(markup: string): ParsedElement[] {
  const source = markup.replace(/^<!doctype html>/, '');
  const elements: ParsedElement[] = [];
  const open: ParsedElement[] = [];
  const token = /<(\/?)([A-Za-z][A-Za-z0-9]*)((?:\s+[A-Za-z][\w:-]*(?:="[^"<]*")?)*)\s*(\/?)>|([^<]+)/gy;
  let end = 0;
  for (let match = token.exec(source); match !== null; match = token.exec(source)) {
    end = token.lastIndex;
    const [, closing, name, attributes = '', selfClosing, text] = match;
    if (text !== undefined) for (const element of open) element.text += decode(text);
    else if (closing === '/') {
      const element = open.pop();
      if (element?.name !== name) throw new Error(`</${name}> closes <${element?.name}>`);
    } else {
      const element = { name: name!, attributes: read(attributes), text: '', path: open.map((e) => e.name) };
      elements.push(element);
      if (selfClosing === '' && !VOID.has(name!)) open.push(element);
    }
  }
  if (end !== source.length) throw new Error(`no markup at: ${source.slice(end, end + 80)}`);
  if (open.length > 0) throw new Error(`<${open.at(-1)!.name}> is not closed`);
  for (const element of elements) element.text = collapse(element.text);
  return elements;
}

/** White space as a browser shows it. */
export function collapse(text: string): string {
  return text.replaceAll(/[ \t\r\n\f]+/g, ' ').trim();
}

/** The cells of every row of the tables with a class. */
export function tableRows(markup: string, tableClass: string): string[][] {
  const table = new RegExp(`<table class="${tableClass}">.*?</table>`, 'gs');
  return [...markup.matchAll(table)].flatMap(([found]) =>
    [...found.matchAll(/<tr\b.*?<\/tr>/gs)].map(([row]) =>
      parseMarkup(row)
        .filter(({ name }) => name === 'th' || name === 'td')
        .map(({ text }) => text.replaceAll('\u00a0', ' ')),
    ),
  );
}

function read(attributes: string): Record<string, string> {
  const pairs = [...attributes.matchAll(/([A-Za-z][\w:-]*)(?:="([^"]*)")?/g)];
  return Object.fromEntries(pairs.map(([, name, value = '']) => [name!, decode(value)]));
}

function decode(text: string): string {
  const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replaceAll(/&([^;\s]*);?/g, (whole, name: string) => {
    const character = names[name];
    if (character === undefined) throw new Error(`${whole} is no entity of ours`);
    return character;
  });
}
